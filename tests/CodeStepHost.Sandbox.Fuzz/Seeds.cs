using CodeStepHost.Sandbox.CSharp;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.Fuzz;

/// <summary>Assemblies of the ordinary scripts among the tests' cases.</summary>
internal static class Seeds
{
    private const string Start = "### ";

    public static List<byte[]> Compile()
    {
        var cases = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "gate-ordinary.txt")).Split(Start).Skip(1);
        return [.. cases.Select(Script).Select(Compile).OfType<byte[]>()];
    }

    private static string Script(string section) =>
        string.Join('\n', section.Split('\n').Skip(1).TakeWhile(line => !line.StartsWith("=> ", StringComparison.Ordinal) && !line.StartsWith('@')));

    private static byte[]? Compile(string script)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal) { ["step.csx"] = script };
        var request = new PrepareRequest("step.csx", files, "{}", new Dictionary<string, string>(StringComparer.Ordinal), false, new ScriptLimits(1000, 1000, 1000));
        return CSharpCompiler.Compile(request, new Libraries()).Script?.Assembly;
    }
}
