using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Components.Tests.Conformance;

/// <summary>
/// Bad input in both languages. In bad-input.txt a line <c>### name</c> begins a case; lines <c>@option value</c> (whole, file, message, body, time, emissions, sends);
/// <c>--- js</c> and <c>--- csx</c> are followed by what the script does with the message, unless <c>@whole</c> says that it is the whole script, or by <c>none</c>.
/// Lines <c>=> js …</c> and <c>=> csx …</c> tell what comes of it, or how that begins; <c>… </c> stands for words that vary.
/// </summary>
internal sealed record BadInputCase(string Name, IReadOnlyList<(string Option, string Value)> Options, string? JavaScript, string? CSharp, IReadOnlyDictionary<string, string> Expected)
{
    public const string File = "bad-input.txt";

    // How each script begins: it has nothing against the second message.
    private const string JavaScriptStart = "async function run(msg, cfg, snapshot) { if (msg.body && msg.body.fine) return { ok: true };\n";
    private const string CSharpStart = "async Task<object?> Run(Message msg, Config cfg, Snapshot snapshot) { await Task.CompletedTask; if (msg.Body is JsonObject known && known.ContainsKey(\"fine\")) return new { ok = true };\n";

    public bool IsWhole => Options.Any(option => option.Option == "whole");

    public StepLimits Limits => StepLimits.Default with
    {
        Time = Option("time") is { } time ? TimeSpan.FromSeconds(double.Parse(time.TrimEnd('s'), CultureInfo.InvariantCulture)) : StepLimits.Default.Time,
        Emissions = Option("emissions") is { } emissions ? int.Parse(emissions, CultureInfo.InvariantCulture) : StepLimits.Default.Emissions,
    };

    /// <summary>How many messages the script sends when all is well.</summary>
    public int Sends => Option("sends") is { } sends ? int.Parse(sends, CultureInfo.InvariantCulture) : 1;

    public static IReadOnlyList<BadInputCase> All { get; } =
        [.. System.IO.File.ReadAllText(ConformanceFiles.PathOf(File)).ReplaceLineEndings("\n").Split("### ", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(Read)];

    /// <summary>The script in a language; null when the case has none in it.</summary>
    public string? Script(string language)
    {
        var text = language == "js" ? JavaScript : CSharp;
        if (text is null || IsWhole)
            return text;
        if (language == "js")
            return $"{JavaScriptStart}{text}\n}}";

        // Classes stand beside the method.
        var lines = text.Split('\n');
        var types = lines.Where(line => line.StartsWith("class ", StringComparison.Ordinal));
        var ends = lines.Any(line => line.StartsWith("throw ", StringComparison.Ordinal) || line.StartsWith("return ", StringComparison.Ordinal) || line.StartsWith("while (true)", StringComparison.Ordinal));
        return $"{string.Join('\n', types)}\n{CSharpStart}{string.Join('\n', lines.Except(types))}\n{(ends ? "" : "return null;\n")}}}";
    }

    /// <summary>The two messages: the one that the case is about, and one that has nothing wrong.</summary>
    public IReadOnlyList<Probe> Messages(string script) => [Message("bad", script, Input()), Message("fine", script, """{"body":{"fine":true},"headers":{}}""")];

    public IReadOnlyDictionary<string, string> Files(string language) =>
        Options.Where(option => option.Option == "file" && option.Value.StartsWith(language + " ", StringComparison.Ordinal))
            .Select(option => option.Value.Split(' ', 3))
            .ToDictionary(parts => parts[1], parts => parts[2]);

    private string Input() => Option("body") switch
    {
        "11MB" => """{"body":{"x":"TEXT"},"headers":{}}""".Replace("TEXT", new string('a', 11_000_000), StringComparison.Ordinal),
        "deep" => """{"body":DEEP,"headers":{}}""".Replace("DEEP", string.Concat(Enumerable.Repeat("{\"deep\":", 1000)) + "1" + new string('}', 1000), StringComparison.Ordinal),
        _ => Option("message") ?? """{"body":{"a":1},"headers":{}}""",
    };

    internal static Probe Message(string id, string script, string content)
    {
        using var empty = JsonDocument.Parse("{}");
        var input = $$$"""{"script":{{{JsonValue.Create(script).ToJsonString()}}},"msg":{{{content}}},"headers":{"messageId":"{{{id}}}"}}""";
        return new Probe(id, ConformanceJson.Parse(System.Text.Encoding.UTF8.GetBytes(input)), [], "ended", empty.RootElement.Clone(), []);
    }

    private string? Option(string name) => Options.Where(option => option.Option == name).Select(option => option.Value).FirstOrDefault();

    private static BadInputCase Read(string text)
    {
        var lines = text.TrimEnd('\n').Split('\n');
        return new BadInputCase(
            lines[0],
            [.. lines.Where(line => line.StartsWith('@')).Select(line => line[1..].Split(' ', 2)).Select(parts => (parts[0], parts.Length > 1 ? parts[1] : ""))],
            Part(lines, "js"),
            Part(lines, "csx"),
            lines.Where(line => line.StartsWith("=> ", StringComparison.Ordinal)).Select(line => line[3..].Split(' ', 2)).ToDictionary(parts => parts[0], parts => parts[1]));
    }

    private static string? Part(string[] lines, string language)
    {
        var start = Array.IndexOf(lines, $"--- {language}");
        return start < 0 ? null : string.Join('\n', lines.Skip(start + 1).TakeWhile(line => !line.StartsWith("--- ", StringComparison.Ordinal) && !line.StartsWith("=> ", StringComparison.Ordinal)).Where(line => !line.StartsWith('@')));
    }
}
