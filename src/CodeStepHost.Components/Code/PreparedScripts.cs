using System.Collections.Concurrent;
using System.Text;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Components.Code;

/// <summary>What is known of scripts after compiling, so that a step's later lanes need no process to know it.</summary>
internal sealed class PreparedScripts(TimeSpan compileTime, AssemblyCache? assemblies = null)
{
    // One entry per script version and configuration. Past this many, all are forgotten, which costs a compilation each.
    private const int Most = 2000;

    private readonly ConcurrentDictionary<string, PreparedScript> _known = new();
    private readonly ConcurrentDictionary<TextKey, ScriptText> _texts = new();

    /// <summary>The script as it is sent to a process, made once for each configuration.</summary>
    public ScriptText TextOf(StepScript step, ReadOnlyMemory<byte> keys)
    {
        var key = new TextKey(step, keys.IsEmpty ? "" : Encoding.UTF8.GetString(keys.Span));
        if (_texts.TryGetValue(key, out var text))
            return text;
        Shrink(_texts);
        return _texts[key] = step.With(keys.Span);
    }

    /// <summary>What is known of the script without asking a process.</summary>
    public PreparedScript? Find(ScriptText text) => _known.GetValueOrDefault(text.Key);

    /// <summary>Has a process compile the script, unless it holds it already.</summary>
    /// <exception cref="SandboxException">The process died over it.</exception>
    public async Task<ScriptInProcess> PrepareAsync(SandboxProcess process, ScriptText text)
    {
        var kept = text.Source is null || process.Holds(text.Key) ? null : assemblies?.Find(text.Source);
        var script = await process.PrepareAsync(text, compileTime, kept);
        if (text.Source is not null && script.Assembly is { } compiled)
            assemblies?.Keep(text.Source, compiled);
        if (_known.TryAdd(text.Key, script.Prepared))
            Shrink(_known);
        return script;
    }

    private static void Shrink<TKey, TValue>(ConcurrentDictionary<TKey, TValue> entries)
        where TKey : notnull
    {
        if (entries.Count > Most)
            entries.Clear();
    }

    private readonly record struct TextKey(StepScript Step, string Keys);
}
