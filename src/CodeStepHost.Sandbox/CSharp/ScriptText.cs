using System.Text.RegularExpressions;

namespace CodeStepHost.Sandbox.CSharp;

/// <summary>
/// A script's text as it is compiled. Lines for the author's editor and for the host (<c>#:package …</c>, <c>#r "nuget: …"</c>, <c>#!/usr/bin/env …</c>) are blanked, and what is assigned to
/// <c>Exports.Process</c> is handed over so that it may be any kind of function. Lines and columns stay.
/// </summary>
internal static partial class ScriptText
{
    public static string Compilable(string text) => ProcessAssignments.AsCalls(EditorLine().Replace(text, ""));

    [GeneratedRegex("""^([ \t]*#:|#!|[ \t]*#r[ \t]+"nuget:)[^\r\n]*""", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EditorLine();
}
