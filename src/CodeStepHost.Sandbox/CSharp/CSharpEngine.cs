using System.Security.Cryptography;
using System.Text;
using CodeStepHost.Sandbox.Running;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.CSharp;

/// <summary>Prepares C# scripts and remembers the last ones compiled by their content, so that preparing the same text again costs nothing.</summary>
internal sealed class CSharpEngine
{
    private const int MostRemembered = 16;

    private readonly Libraries _libraries = new();
    private readonly Dictionary<string, CompiledScript> _compiled = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>Takes an assembly of a package.</summary>
    /// <exception cref="FrameException">The payload is not what it says.</exception>
    public void AddLibrary(ReadOnlyMemory<byte> payload) => _libraries.Add(payload);

    /// <summary>Prepares a script.</summary>
    /// <param name="given">What the host has kept of an earlier compilation of the same text; it is verified, and the compiler is not even loaded.</param>
    /// <returns>The step, unless the script is rejected; and what was compiled, if anything was.</returns>
    public (PreparedScript Facts, IPreparedStep? Step, CompiledScript? Compiled) Prepare(PrepareRequest request, CompiledPayload? given = null)
    {
        var key = ContentHash(request);
        CompiledScript? script = null;
        if (!request.Lint && !_compiled.TryGetValue(key, out script) && given is { } kept)
            script = CompiledScript.From(kept, Libraries.NamesOf(request));
        if (script is not null && Load(request, script) is { } loaded)
        {
            Remember(key, script);
            return (loaded.Facts, loaded.Step, null);
        }

        (script, var diagnostics) = CSharpCompiler.Compile(request, _libraries);
        if (script is null)
            return (new PreparedScript(null, UsesSnapshot: false, diagnostics), null, null);
        Remember(key, script);
        var (facts, step) = Loaded(new CSharpStep(request, script, _libraries), script);

        // What is only found by looking the script through is told, and not kept with it.
        facts = facts with { Diagnostics = [.. diagnostics, .. facts.Diagnostics.Except(script.Facts.Warnings)] };
        return (facts, step, step is null ? null : script);
    }

    /// <summary>Null when the bytes are no assembly of this script: the host has kept what it should not have.</summary>
    private (PreparedScript Facts, IPreparedStep? Step)? Load(PrepareRequest request, CompiledScript script)
    {
        try
        {
            return Loaded(new CSharpStep(request, script, _libraries), script);
        }
        catch (Exception unusable) when (unusable is BadImageFormatException or TypeLoadException or MissingMemberException or ArgumentException or IOException)
        {
            return null;
        }
    }

    private static (PreparedScript Facts, IPreparedStep? Step) Loaded(CSharpStep step, CompiledScript script)
    {
        if (step.EntryProblem is not { } problem)
            return (new PreparedScript(script.Facts.EntryPoint, script.Facts.UsesSnapshot, script.Facts.Warnings), step);
        step.Dispose();
        return (new PreparedScript(null, UsesSnapshot: false, [.. script.Facts.Warnings, problem]), null);
    }

    private void Remember(string key, CompiledScript script)
    {
        if (!_compiled.TryAdd(key, script))
            return;
        _order.Enqueue(key);
        if (_order.Count > MostRemembered)
            _compiled.Remove(_order.Dequeue());
    }

    private static string ContentHash(PrepareRequest request)
    {
        var text = new StringBuilder(request.Entry);
        foreach (var (path, content) in request.Files.Where(file => IsSource(file.Key)).OrderBy(file => file.Key, StringComparer.Ordinal))
            text.Append('\0').Append(path).Append('\0').Append(content);
        foreach (var library in request.Libraries ?? [])
            text.Append('\0').Append(library.Hash);
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static bool IsSource(string file) => file.EndsWith(".csx", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".cs", StringComparison.OrdinalIgnoreCase);
}
