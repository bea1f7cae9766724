using System.Text;
using System.Text.Json;
using CodeStepHost.Sandbox.Tests.Support;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.Tests;

/// <summary>What steps' expressions give beside what they give in Node. Cases/node.txt says how it is written and made.</summary>
public sealed class NodeCaseTests
{
    private static readonly string _text = File.ReadAllText(CaseTests.PathOf("node.txt")).ReplaceLineEndings("\n");

    private static readonly Dictionary<string, IReadOnlyList<(string Expression, string Expected)>> _sections = _text
        .Split("\n## ")
        .Skip(1)
        .ToDictionary(section => section[..section.IndexOf('\n', StringComparison.Ordinal)], Expressions, StringComparer.Ordinal);

    public static TheoryData<string> Sections => [.. _sections.Keys];

    [Theory]
    [MemberData(nameof(Sections))]
    public void A_step_gives_what_Node_gives(string section)
    {
        var cases = _sections[section];
        var start = _text.IndexOf("--- show\n", StringComparison.Ordinal) + "--- show\n".Length;
        var script = new StringBuilder(_text[start.._text.IndexOf("--- end\n", StringComparison.Ordinal)]);
        script.Append("async function run() {\n  const seen = [];\n");
        foreach (var (expression, _) in cases)
            script.Append("  seen.push(await shown(async () => (").Append(expression).Append(")));\n");
        script.Append("  return seen;\n}\n");

        var request = Frames.Script("step.js", script.ToString()) with { Limits = new ScriptLimits(60_000, 1_000_000, 1_000) };
        var lines = InProcess.Run(request, Frames.Message());
        Assert.Equal("completed", lines[^1]);
        var data = lines.Single(line => line.StartsWith("data ", StringComparison.Ordinal));
        var results = JsonDocument.Parse(data[5..]).RootElement.GetProperty("body").EnumerateArray().Select(result => result.GetString()).ToList();
        var different = cases.Zip(results, (wanted, result) => (wanted.Expression, wanted.Expected, Result: result)).Where(pair => pair.Expected != pair.Result).ToList();
        if (different.Count > 0)
            Assert.Fail(string.Concat(different.Select(pair => $"\n> {pair.Expression}\n= {pair.Expected}\n! {pair.Result}")));
    }

    private static IReadOnlyList<(string Expression, string Expected)> Expressions(string section)
    {
        var cases = new List<(string, string)>();
        foreach (var line in section.Split('\n'))
        {
            if (line.StartsWith("> ", StringComparison.Ordinal))
                cases.Add((line[2..], ""));
            else if (line.StartsWith("= ", StringComparison.Ordinal) || line.StartsWith("! ", StringComparison.Ordinal))
                cases[^1] = (cases[^1].Item1, line[2..]);
        }
        return cases;
    }
}
