using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Tests;

/// <summary>
/// Error codes are a promise: each that a failed message can carry is on the page, and each of the page is somewhere in the sources. Codes are found by
/// their form, a family and a word, in texts of the sources, so that none has to be told here.
/// </summary>
public sealed partial class ErrorCodesPageTests
{
    /// <summary>Findings about scripts and about flows, which have tables of their own; no message carries them.</summary>
    private static readonly string[] _ofFindings = ["script.", "expression.syntax"];

    /// <summary>Texts of the same form that are something else: settings, files.</summary>
    private static readonly string[] _other = ["sandbox.confinement", "host.lock", "host.url", "step.js", "step.csx", "split.js"];

    [Fact]
    public void Every_code_that_a_failed_message_can_carry_is_on_the_page()
    {
        var families = Documented().Select(Family).ToHashSet(StringComparer.Ordinal);
        var used = Used().Where(code => families.Contains(Family(code)));

        Assert.Equal([], used.Except(Documented()).Except(StepKinds.All).Except(_other).Where(code => !_ofFindings.Any(begin => code.StartsWith(begin, StringComparison.Ordinal))).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_code_of_the_page_exists() => Assert.Equal([], Documented().Except(Used()).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_constant_of_the_lists_of_codes_is_on_the_page()
    {
        Type[] lists = [typeof(Flows.Errors.ErrorCodes)];
        var codes = lists.SelectMany(list => list.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!).ToList();

        Assert.True(codes.Count > 10);
        Assert.Equal([], codes.Except(Documented()));
    }

    private static string Family(string code) => code.Split('.')[0];

    private static List<string> Documented()
    {
        var page = File.ReadAllText(Path.Combine(Sources(), "docs", "rebounds-and-errors.md"));
        var table = page[page.IndexOf("\n## Codes\n", StringComparison.Ordinal)..];
        return [.. Row().Matches(table).SelectMany(row => Code().Matches(row.Groups["codes"].Value)).Select(code => code.Groups["code"].Value)];
    }

    private static HashSet<string> Used() =>
    [
        .. Directory.EnumerateFiles(Sources(), "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".cs" or ".js" && !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/libraries/", StringComparison.Ordinal))
            .SelectMany(file => Literal().Matches(File.ReadAllText(file)))
            .Select(literal => literal.Groups["code"].Value),
    ];

    private static string Sources([CallerFilePath] string path = "") => Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "src");

    [GeneratedRegex(@"^\|(?<codes>[^|]+)\|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();

    [GeneratedRegex("`(?<code>[a-z]+\\.[a-z]+(-[a-z]+)*)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();

    [GeneratedRegex("""["'](?<code>[a-z]+\.[a-z]+(-[a-z]+)*)["']""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Literal();
}
