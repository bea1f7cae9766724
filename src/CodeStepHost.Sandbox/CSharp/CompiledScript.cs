using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.CSharp;

/// <summary>A script as an assembly in memory, with the symbols that give errors their lines, and what its text tells.</summary>
/// <param name="ScriptClass">Name of the class that the compiler made of the script.</param>
/// <param name="Factory">Name of that class's method that runs the top level.</param>
/// <param name="EntryPoint"><c>process</c>, <c>run</c> or <c>top-level</c>.</param>
/// <param name="EntryPlace">Where the method <c>Run</c> stands, from 1.</param>
internal sealed record CompiledScript(
    byte[] Assembly,
    byte[] Symbols,
    string ScriptClass,
    string Factory,
    string EntryPoint,
    (int Line, int Column) EntryPlace,
    bool UsesSnapshot,
    IReadOnlyList<ScriptDiagnostic> Warnings);
