using System.Text;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.Tests.Support;

/// <summary>
/// A script and what comes of it, from a text file: a line <c>### name</c>, the script, lines <c>@option value</c> (message, snapshot, config, reply, elastic.io,
/// file, time, clock), lines <c>=> …</c> with the expected frames.
/// </summary>
internal sealed record Case(string Name, string Script, IReadOnlyList<(string Option, string Value)> Options, IReadOnlyList<string> Expected)
{
    public static IReadOnlyList<Case> ReadAll(string file) =>
        [.. File.ReadAllText(file).ReplaceLineEndings("\n").Split("### ", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(Read)];

    public IReadOnlyList<string> Run(string entry) => InProcess.Run(Request(entry), Frames.Message(Option("message") ?? """{"body":{"a":1},"headers":{}}""", Option("snapshot") ?? "", Option("reply") is not null) with { ClockStands = Option("clock") == "stands" });

    /// <summary>What is said of the script before it runs.</summary>
    public IReadOnlyList<string> Lint(string entry) => InProcess.Lint(Request(entry));

    /// <summary>The errors that running it emits or ends with, with place and stack.</summary>
    public IReadOnlyList<string> Failures(string entry) => InProcess.Failures(Request(entry), Frames.Message(Option("message") ?? """{"body":{"a":1},"headers":{}}"""));

    private PrepareRequest Request(string entry)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal) { [entry] = Script };
        foreach (var (_, value) in Options.Where(option => option.Option == "file"))
            files[value.Split(' ', 2)[0]] = string.Concat(value.Split(' ', 2).Skip(1)).Replace("\\n", "\n", StringComparison.Ordinal);
        return Frames.Script(entry, Script) with
        {
            Files = files,
            Config = Option("config") ?? "{}",
            Variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["STAGE"] = "test" },
            ElasticIoCompatible = Option("elastic.io") is not null,
            Limits = new ScriptLimits(Option("time") is { } time ? int.Parse(time, System.Globalization.CultureInfo.InvariantCulture) : 5_000, 100_000, 1_000),
        };
    }

    public string Text(IEnumerable<string> outcome)
    {
        var text = new StringBuilder($"### {Name}\n{Script}\n");
        foreach (var (option, value) in Options)
            text.Append($"@{option} {value}".TrimEnd()).Append('\n');
        foreach (var line in outcome)
            text.Append("=> ").Append(line.Replace("\n", "\\n", StringComparison.Ordinal)).Append('\n');
        return text.Append('\n').ToString();
    }

    private string? Option(string name) => Options.Where(option => option.Option == name).Select(option => option.Value).FirstOrDefault();

    private static Case Read(string section)
    {
        var lines = section.TrimEnd('\n').Split('\n');
        var script = lines.Skip(1).TakeWhile(line => !line.StartsWith('@') && !line.StartsWith("=> ", StringComparison.Ordinal));
        return new Case(
            lines[0],
            string.Join('\n', script),
            [.. lines.Where(line => line.StartsWith('@')).Select(line => line[1..].Split(' ', 2)).Select(parts => (parts[0], parts.Length > 1 ? parts[1] : ""))],
            [.. lines.Where(line => line.StartsWith("=> ", StringComparison.Ordinal)).Select(line => line[3..])]);
    }
}
