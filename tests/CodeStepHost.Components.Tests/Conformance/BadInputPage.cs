using System.Text;

namespace CodeStepHost.Components.Tests.Conformance;

/// <summary>The part of the page "Rebounds and errors" that is made from bad-input.txt.</summary>
internal static class BadInputPage
{
    private const int LongestCell = 110;

    public static string Text()
    {
        var text = new StringBuilder("| what | JavaScript | C# |\n|---|---|---|\n");
        foreach (var @case in BadInputCase.All)
            text.Append($"| {@case.Name} | {Cell(@case, "js")} | {Cell(@case, "csx")} |\n");
        return text.ToString();
    }

    private static string Cell(BadInputCase @case, string language)
    {
        if (!@case.Expected.TryGetValue(language, out var expected))
            return "–";
        var words = expected.Split(' ', 2);
        var rest = words.Length == 1 ? "" : words[1].Length <= LongestCell || words[1].EndsWith(']') ? words[1] : words[1][..LongestCell] + "…";
        return words[0] switch
        {
            "sent" => rest.Length == 0 ? "all are sent" : $"sent: `{rest}`",
            "refused" => $"refused when deployed: `{rest}{(rest == "CS" ? "…" : "")}`",
            "error" => $"fails: `{rest}`",
            _ => $"parked: `{rest}`",
        };
    }
}
