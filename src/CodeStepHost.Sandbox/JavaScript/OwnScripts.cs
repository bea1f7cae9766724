using System.Collections.Concurrent;
using Acornima.Ast;
using Jint;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>
/// The sandbox's own script files, embedded beside this class, and the bundles of libraries from npm: prepared once in the process, run in an engine when a script
/// first names what they offer.
/// </summary>
internal static class OwnScripts
{
    private static readonly ConcurrentDictionary<string, Lazy<Prepared<Script>>> _prepared = new(StringComparer.Ordinal);

    public static Prepared<Script> Get(string name) => _prepared.GetOrAdd(name, static file =>
        // Not in strict mode: there a returned call takes the place of its caller on the stack, and an error loses the author's line.
        new Lazy<Prepared<Script>>(() => Engine.PrepareScript(Read(file), StackFrames.InternalPrefix + file, strict: false))).Value;

    /// <exception cref="InvalidOperationException">There is no such file.</exception>
    public static string Read(string file) => file == SynchronousJsonata.File ? SynchronousJsonata.Of(ReadResource(SynchronousJsonata.Source)) : ReadResource(file);

    private static string ReadResource(string file)
    {
        using var stream = typeof(OwnScripts).Assembly.GetManifestResourceStream(file)
            ?? throw new InvalidOperationException($"The script {file} is not part of this assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
