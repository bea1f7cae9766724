using System.Security.Cryptography;
using System.Text;
using CodeStepHost.Sandbox.Running;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.CSharp;

/// <summary>Prepares C# scripts and remembers the last ones compiled by their content, so that preparing the same text again costs nothing.</summary>
internal sealed class CSharpEngine
{
    private const int MostRemembered = 16;

    private readonly Dictionary<string, CompiledScript> _compiled = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public (PreparedScript Facts, IPreparedStep? Step) Prepare(PrepareRequest request)
    {
        var key = ContentHash(request);
        if (request.Lint || !_compiled.TryGetValue(key, out var script))
        {
            (script, var diagnostics) = CSharpCompiler.Compile(request);
            if (script is null)
                return (new PreparedScript(null, UsesSnapshot: false, diagnostics), null);
            if (!request.Lint)
                Remember(key, script);
        }

        var step = new CSharpStep(request, script);
        if (step.EntryProblem is not { } problem)
            return (new PreparedScript(script.EntryPoint, script.UsesSnapshot, script.Warnings), step);
        step.Dispose();
        return (new PreparedScript(null, UsesSnapshot: false, [.. script.Warnings, problem]), null);
    }

    private void Remember(string key, CompiledScript script)
    {
        _compiled.Add(key, script);
        _order.Enqueue(key);
        if (_order.Count > MostRemembered)
            _compiled.Remove(_order.Dequeue());
    }

    private static string ContentHash(PrepareRequest request)
    {
        var text = new StringBuilder(request.Entry);
        foreach (var (path, content) in request.Files.Where(IsSource).OrderBy(file => file.Key, StringComparer.Ordinal))
            text.Append('\0').Append(path).Append('\0').Append(content);
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static bool IsSource(KeyValuePair<string, string> file) =>
        file.Key.EndsWith(".csx", StringComparison.OrdinalIgnoreCase) || file.Key.EndsWith(".cs", StringComparison.OrdinalIgnoreCase);
}
