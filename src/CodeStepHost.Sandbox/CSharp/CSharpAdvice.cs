using System.Globalization;
using Microsoft.CodeAnalysis;

namespace CodeStepHost.Sandbox.CSharp;

/// <summary>What to do about findings of the compiler that mean something else in a script than its words say.</summary>
internal static class CSharpAdvice
{
    public static string? For(Diagnostic finding) => finding.Id switch
    {
        "CS7099" => "A script uses what the host offers, and packages that the host allows: #r \"nuget: Name, 1.2.3\". Share code with #load of a file in the flow's folder.",
        "CS1504" or "CS8099" => "#load takes a file of the flow's folder, by its path relative to this file.",
        "CS1643" => "End the function with return null; when there is nothing to send.",
        "CS1593" when IsAboutProcess(finding) => "The function for Exports.Process takes (msg, cfg, snapshot).",
        "CS1980" or "CS0656" when finding.GetMessage(CultureInfo.InvariantCulture).Contains("ynamic", StringComparison.Ordinal) || finding.GetMessage(CultureInfo.InvariantCulture).Contains("CSharp.RuntimeBinder", StringComparison.Ordinal) =>
            "dynamic is not available to scripts. Read with msg.Get<decimal>(\"lines[0].price\") or msg.BodyAs<YourRecord>().",
        "CS0234" when finding.GetMessage(CultureInfo.InvariantCulture).Contains("'CodeAnalysis' does not exist in the namespace 'Microsoft'", StringComparison.Ordinal) =>
            "Microsoft.CodeAnalysis is not available to scripts. Share code with #load of a file in the flow's folder.",
        "CS1109" => "In a script an extension method stands at the top level, outside of a class.",
        "CS8345" or "CS9050" or "CS4012" => "Top-level variables of a script are fields. Move these lines into a method, such as void Run(Message msg) { … }.",
        "CS0825" or "CS1002" when IsUsingDeclaration(finding) => "using var belongs into a method or into a block { … }.",
        _ => null,
    };

    /// <summary>Leaves out what the compiler says twice: that a function could be meant to return nothing as well, where it is told why it cannot return something; an attribute by its two names.</summary>
    public static IEnumerable<Diagnostic> WithoutEchoes(IReadOnlyCollection<Diagnostic> findings)
    {
        var answered = findings.Any(finding => finding.Id == "CS1643");
        var missing = findings.Where(finding => finding.Id == "CS0246").GroupBy(finding => finding.Location).Where(same => same.Count() > 1).SelectMany(same => same.Where(NamesAnAttribute)).ToHashSet();
        return findings.Where(finding => !(answered && finding.Id is ("CS8030" or "CS8031")) && !missing.Contains(finding));
    }

    // An attribute that is missing is missed twice: by its name, and with Attribute behind it.
    private static bool NamesAnAttribute(Diagnostic finding) => finding.GetMessage(CultureInfo.InvariantCulture).Contains("Attribute'", StringComparison.Ordinal);

    private static bool IsAboutProcess(Diagnostic finding) =>
        finding.GetMessage(CultureInfo.InvariantCulture) is var text && text.Contains("<Message, Config, Snapshot", StringComparison.Ordinal);

    private static bool IsUsingDeclaration(Diagnostic finding) =>
        finding.Location.SourceTree?.GetText() is { } text && text.Lines.GetLineFromPosition(finding.Location.SourceSpan.Start).ToString().TrimStart().StartsWith("using ", StringComparison.Ordinal);
}
