using System.Text;

namespace CodeStepHost.Sandbox.CSharp.Gate;

/// <summary>What scripts may use of .NET and of the host: the index that the build writes out of <c>script-api.txt</c>.</summary>
internal sealed class ScriptApi
{
    private const byte LineEnd = (byte)'\n';

    private static readonly Lazy<ScriptApi> _current = new(Read);

    private readonly byte[] _index;
    private readonly HashSet<string> _assemblies = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Entry> _types = new(StringComparer.Ordinal);
    private readonly HashSet<string> _compilerOnlyNames = new(StringComparer.Ordinal);

    /// <param name="index">Assemblies in lines that begin with <c>@</c>, their types, and of each its members in lines that begin with a space or a tilde.</param>
    public ScriptApi(byte[] index)
    {
        _index = index;
        var assembly = "";
        string? open = null;
        var compilerOnly = false;
        var start = 0;
        for (var at = 0; at < index.Length;)
        {
            var end = at + index.AsSpan(at).IndexOf(LineEnd);
            var first = index[at];
            if (first is not ((byte)' ' or (byte)'~'))
            {
                Close(at);
                if (first == (byte)'@')
                {
                    assembly = Encoding.UTF8.GetString(index, at + 1, end - at - 1);
                    _assemblies.Add(assembly);
                    open = null;
                }
                else
                {
                    compilerOnly = first == (byte)'!';
                    var name = compilerOnly ? at + 1 : at;
                    open = Encoding.UTF8.GetString(index, name, end - name);
                    start = end;
                }
            }
            at = end + 1;
        }
        Close(index.Length);

        void Close(int at)
        {
            if (open is not { } type)
                return;
            _types[Key(assembly, type)] = new Entry(start, at - start, compilerOnly);
            if (compilerOnly)
                _compilerOnlyNames.Add(type[(type.LastIndexOfAny(['.', '/']) + 1)..].Split('`')[0]);
        }
    }

    public static ScriptApi Current => _current.Value;

    public bool HasAssembly(string name) => _assemblies.Contains(name);

    /// <param name="type">As metadata has it: <c>System.Collections.Generic.List`1</c>, with a slash before a nested type.</param>
    public bool HasType(string assembly, string type) => _types.ContainsKey(Key(assembly, type));

    /// <summary>Whether the type is there for what the compiler writes, and scripts do not name it.</summary>
    public bool IsCompilerOnly(string assembly, string type) => _types.TryGetValue(Key(assembly, type), out var entry) && entry.CompilerOnly;

    /// <summary>Whether any such type has this name, without its namespace.</summary>
    public bool MayBeCompilerOnly(string name) => _compilerOnlyNames.Contains(name);

    /// <param name="member">Name and signature, as <see cref="ScriptApi"/>'s index has them.</param>
    public bool HasMember(string assembly, string type, string member) =>
        _types.TryGetValue(Key(assembly, type), out var entry) && (Contains(entry, $"\n {member}\n") || Contains(entry, $"\n~{member}\n"));

    /// <summary>Whether the type has a method of that name with other parameters.</summary>
    public bool HasOverload(string assembly, string type, string method) =>
        _types.TryGetValue(Key(assembly, type), out var entry) && (Contains(entry, $" {method}(") || Contains(entry, $" {method}`"));

    private static string Key(string assembly, string type) => $"{type}@{assembly}";

    private bool Contains(Entry entry, string text) => _index.AsSpan(entry.Start, entry.Length).IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;

    private static ScriptApi Read()
    {
        using var stream = typeof(ScriptApi).Assembly.GetManifestResourceStream("script-api.index")!;
        var index = new byte[stream.Length];
        stream.ReadExactly(index);
        return new ScriptApi(index);
    }

    // From the end of the type's line to the end of its last member's, with the line ends of both.
    private readonly record struct Entry(int Start, int Length, bool CompilerOnly);
}
