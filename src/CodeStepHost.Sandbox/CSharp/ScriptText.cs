using System.Text.RegularExpressions;

namespace CodeStepHost.Sandbox.CSharp;

/// <summary>
/// A script's text as it is compiled. Lines for the author's editor (<c>#:package …</c>, <c>#!/usr/bin/env …</c>) are blanked and keep their place,
/// so that line numbers stay.
/// </summary>
internal static partial class ScriptText
{
    public static string Compilable(string text) => EditorLine().Replace(text, "");

    [GeneratedRegex(@"^#[:!][^\r\n]*", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EditorLine();
}
