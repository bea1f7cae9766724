using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Flows.Definitions.Reading;

/// <summary>The rules of a reply that its schema cannot say.</summary>
internal static class ReplyRules
{
    public static void Check(SourceMap config, ProblemList problems)
    {
        if (config.Find("headers") is not { Value: SourceMap headers })
            return;
        foreach (var header in headers.Entries)
        {
            if (header.Value is SourceScalar value && HttpReply.ObjectionTo(header.Key, value.Text) is { } objection)
                problems.ErrorUnlessReported(header.Place, ProblemCodes.Config, objection);
        }
    }
}
