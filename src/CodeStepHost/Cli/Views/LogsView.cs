using CodeStepHost.Cli.Output;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Cli.Views;

/// <summary>How log lines look.</summary>
internal static class LogsView
{
    /// <summary>One line with its further ones, if it has any, below it: indented, so that none can pass for a line of its own.</summary>
    public static void Line(Page page, StepLogLine line, bool withStep)
    {
        var lines = line.Text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n', 2);
        page.Indented(0, 4, Ink.Dim(line.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff")), " ", Level(line.Level), withStep ? Ink.Dim($" {line.Address}") : "", $" {lines[0]}");
        if (lines is [_, var rest])
            page.Block(rest, 4);
    }

    private static Ink Level(StepLogLevel level)
    {
        var word = Choice.Word(level).PadRight(5);
        return level switch
        {
            StepLogLevel.Error or StepLogLevel.Fatal => Ink.Bad(word),
            StepLogLevel.Warn => Ink.Warn(word),
            StepLogLevel.Trace or StepLogLevel.Debug => Ink.Dim(word),
            _ => Ink.Plain(word),
        };
    }

    public static object Document(StepLogLine line) => new
    {
        at = line.At,
        level = Choice.Word(line.Level),
        flow = line.Address.Flow,
        step = line.Address.Step,
        message = line.MessageId,
        run = line.Run,
        thread = line.Thread,
        text = line.Text,
    };
}
