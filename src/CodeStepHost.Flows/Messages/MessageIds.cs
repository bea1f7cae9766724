namespace CodeStepHost.Flows.Messages;

/// <summary>Makes ids for messages, threads and runs: version 7 uuids without dashes, which sort by time.</summary>
public static class MessageIds
{
    public static string New(DateTimeOffset now) => Guid.CreateVersion7(now).ToString("N");
}
