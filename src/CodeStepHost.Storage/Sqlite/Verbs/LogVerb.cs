using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Storage.Sqlite.Verbs;

/// <summary>Lines that steps logged.</summary>
internal static class LogVerb
{
    public static int Append(WriteSession session, IReadOnlyList<StepLogLine> lines)
    {
        foreach (var line in lines)
        {
            var step = session.Step(line.Address);
            session.Sql("logs/add").Bind(step).Bind(line.At).Bind((long)line.Level).Bind(line.MessageId).Bind(line.Run).Bind(line.Thread).Bind(line.Text).Execute();
        }

        return lines.Count;
    }
}
