using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using CodeStepHost.Sandbox.CSharp.Lint;
using CodeStepHost.Sandbox.JavaScript.Lint;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.Tests;

/// <summary>The codes of findings are a promise: each is in the documentation, and each there exists.</summary>
public sealed partial class FindingCodesTests
{
    private static readonly IReadOnlyList<(string Code, string Severity)> _documented =
        [.. File.ReadLines(Page()).Select(line => Row().Match(line)).Where(row => row.Success).Select(row => (row.Groups["code"].Value, row.Groups["severity"].Value))];

    [Fact]
    public void Every_code_is_documented_once_and_every_documented_code_exists()
    {
        var codes = typeof(FindingCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetValue(null)!);
        Assert.Equal(codes.Order(StringComparer.Ordinal), _documented.Select(row => row.Code).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_is_found_by_looking_a_script_through_is_documented_as_a_warning()
    {
        var rules = typeof(LintRule).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && (type.IsSubclassOf(typeof(LintRule)) || type.IsSubclassOf(typeof(CSharpRule))))
            .Select(type => RuntimeHelpers.GetUninitializedObject(type))
            .Select(rule => rule is LintRule javascript ? javascript.Code : ((CSharpRule)rule).Code)
            .ToList();
        Assert.True(rules.Count >= 16);
        Assert.All(rules, code => Assert.Contains((code, "warning"), _documented));
    }

    private static string Page([CallerFilePath] string path = "") => Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "src", "docs", "diagnostics.md");

    [GeneratedRegex(@"^\| `(?<code>script\.[a-z-]+)` \| (?<severity>error|warning) \|", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 300)]
    private static partial Regex Row();
}
