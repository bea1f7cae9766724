using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CodeStepHost.Cli.Checking;
using CodeStepHost.Cli.Output;
using CodeStepHost.Desk.Trying;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;
using CodeStepHost.Testing.Cases;

namespace CodeStepHost.Cli.Views;

/// <summary>What <c>codestep dev</c> prints: a few lines for each save, as they become known.</summary>
internal sealed class DevView(CliContext context)
{
    private const int MostFilesNamed = 3;

    public int Width => context.Console.Profile.Width;

    private readonly Lock _gate = new();

    /// <summary>What was saved, and when.</summary>
    public void Saved(IReadOnlyList<string> files)
    {
        var names = string.Join(", ", files.Take(MostFilesNamed).Select(Shown));
        var more = files.Count > MostFilesNamed ? $" and {Figures.Count(files.Count - MostFilesNamed, "other file")}" : "";
        Print(page => page.Gap().Line(Ink.Dim($"{context.Time.GetLocalNow():HH:mm:ss} "), Ink.Bold(names + more)));
    }

    public void Heading(string text) => Print(page => page.Gap().Line(Ink.Dim($"{context.Time.GetLocalNow():HH:mm:ss} "), Ink.Bold(text)));

    public void Findings(IReadOnlyList<Finding> findings) => Print(page =>
    {
        var lines = new SourceLines();
        FindingsView.Findings(page, new FolderCheck([], 0, 0, [.. findings.Select(finding => finding.WithSource(lines, context.CurrentDirectory))]));
    });

    /// <summary>How much is wrong in all, with what was not saved now.</summary>
    public void Counts(int flows, int scripts, IReadOnlyList<Finding> all) => Print(page =>
    {
        var errors = all.Count(finding => finding.IsError);
        var warnings = all.Count - errors;
        if (errors > 0)
            page.Line(Ink.Bad($"{Figures.Count(errors, "error")}{(warnings > 0 ? $", {Figures.Count(warnings, "warning")}" : "")}"));
        else if (warnings > 0)
            page.Line(Ink.Warn(Figures.Count(warnings, "warning")));
        else
            page.Line(Ink.Good($"{Figures.Count(flows, "flow")}, {Figures.Count(scripts, "script")}: no problems"));
    });

    public void Problem(string text) => Print(page => page.Line(Ink.Bad("error"), $": {text}"));

    public void Note(string text) => Print(page => page.Line(Ink.Dim(text)));

    /// <summary>The cases that did not pass, and how many did.</summary>
    public void Cases(IReadOnlyList<CaseResult> results) => Print(page =>
    {
        foreach (var result in results.Where(result => result.Verdict is not (CaseVerdict.Passed or CaseVerdict.Accepted) || result.Notes.Count > 0))
            TestView.Case(page, result, context.CurrentDirectory);
        var counts = results.CountBy(result => result.Verdict).OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} {Choice.Word(pair.Key)}");
        var text = $"{Figures.Count(results.Count, "case")}: {string.Join(", ", counts)}";
        page.Line(results.All(result => result.Verdict is CaseVerdict.Passed or CaseVerdict.Accepted) ? Ink.Good(text) : Ink.Bad(text));
    });

    public void Trying(FlowInFolder flow, StepDefinition step, Sample sample) =>
        Print(page => page.Line(Ink.Bold($"{flow.Definition.Name}/{step.Name}"), Ink.Dim($" tried with {sample.Name}")));

    /// <summary>Something that a script did, with the time since its start.</summary>
    public void Event(TimeSpan at, Ink what, string text)
    {
        const int margin = 20;
        Print(page =>
        {
            var room = Math.Max(20, Width - margin);
            var shown = Printable.Line(Wrapping.Shorten(text, 5 * room));
            page.Kept(Ink.Dim($"{Figures.Span(at),8} "), what, new string(' ', Math.Max(1, 11 - what.Text.Length)), Chunk(ref shown, room));
            while (shown.Length > 0)
                page.Kept(new string(' ', margin), Chunk(ref shown, room));
        });
    }

    /// <summary>An error of a script, with the line where it was made.</summary>
    /// <param name="files">The flow's files.</param>
    /// <param name="folder">Where they are.</param>
    public void Error(StepError error, IReadOnlyDictionary<string, string> files, string folder) => Print(page =>
    {
        var code = error.Code is null ? "" : $" ({error.Code})";
        var place = error.File is null ? "" : $"{Shown(Path.Combine(folder, error.File))}:{error.Line ?? 1}:{error.Column ?? 1}: ";
        page.Indented(0, 4, Ink.Bold(place), Ink.Bad($"{error.Name}: {error.Message}"), Ink.Dim(code));
        if (error.File is not null && files.TryGetValue(error.File, out var text) && SourceLines.Of(text).ElementAtOrDefault((error.Line ?? 0) - 1) is { } line)
            page.Source(error.Line ?? 0, line, error.Column ?? 0);
        for (var cause = error.Cause; cause is not null; cause = cause.Cause)
            page.Indented(4, 2, Ink.Dim($"because of {cause.Name}: {cause.Message}"));
    });

    /// <summary>A message as it is read best: on one line, without empty headers.</summary>
    public static string MessageText(ReadOnlyMemory<byte> content)
    {
        try
        {
            var message = JsonNode.Parse(content.Span, documentOptions: new JsonDocumentOptions { MaxDepth = 256 });
            if (message is JsonObject members && members["headers"] is JsonObject { Count: 0 })
                members.Remove("headers");
            return Json.Compact(Encoding.UTF8.GetBytes(message?.ToJsonString(new JsonSerializerOptions { MaxDepth = 256 }) ?? "null"));
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            return Encoding.UTF8.GetString(content.Span);
        }
    }

    public static Ink Level(StepLogLevel level) => level switch
    {
        StepLogLevel.Error or StepLogLevel.Fatal => Ink.Bad(Choice.Word(level)),
        StepLogLevel.Warn => Ink.Warn(Choice.Word(level)),
        _ => Ink.Dim(Choice.Word(level)),
    };

    private string Shown(string path) => Path.GetRelativePath(context.CurrentDirectory, path).Replace('\\', '/');

    private static string Chunk(ref string text, int room)
    {
        var length = Math.Min(text.Length, room);
        while (length > 1 && Wrapping.Cells(text[..length]) > room)
            length--;
        if (length < text.Length && char.IsHighSurrogate(text[length - 1]))
            length++;
        var chunk = text[..length];
        text = text[length..];
        return chunk;
    }

    // A script's frames are read on another thread than saves are.
    private void Print(Action<Page> text)
    {
        var page = new Page();
        text(page);
        lock (_gate)
            context.Console.Write(page);
    }
}
