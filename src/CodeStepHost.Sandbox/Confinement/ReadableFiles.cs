namespace CodeStepHost.Sandbox.Confinement;

/// <summary>The files that a script process needs, found from where this one runs.</summary>
internal sealed class ReadableFiles
{
    // Where systems keep their libraries; on most of them some are links to others.
    private static readonly string[] LibraryFolders = ["/lib", "/lib64", "/usr/lib", "/usr/lib64"];

    private static readonly string[] Loaders = ["/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1", "/lib/ld-musl-x86_64.so.1", "/lib/ld-musl-aarch64.so.1"];

    /// <summary>The <c>dotnet</c> program that runs this process, without links.</summary>
    public string Dotnet { get; } = Environment.ProcessPath ?? throw new ConfinementException("The path of the dotnet program is not known: /proc is missing.");

    /// <summary>The assembly of script processes.</summary>
    public string Assembly { get; } = typeof(ReadableFiles).Assembly.Location;

    /// <summary>The runtime's own folder, <c>…/shared/Microsoft.NETCore.App/10.0.1/</c>.</summary>
    public string Runtime { get; } = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    /// <summary>Adds a rule for each.</summary>
    public void Allow(Landlock landlock)
    {
        landlock.AllowProgram(Dotnet);
        foreach (var loader in Loaders)
            landlock.AllowProgram(loader);

        // The host's resolver reads its own folder, and that of all versions of the runtime to choose one.
        landlock.AllowFolder(Path.Combine(Path.GetDirectoryName(Dotnet)!, "host"));
        landlock.AllowFolder(Path.GetDirectoryName(Runtime)!);
        landlock.AllowFolder(Path.GetDirectoryName(Assembly)!);
        foreach (var folder in LibraryFolders)
            landlock.AllowFolder(folder);
        landlock.AllowFile("/etc/ld.so.cache");
        landlock.AllowFolder("/usr/share/zoneinfo");
        landlock.AllowFile("/dev/null");
        landlock.AllowFile("/dev/urandom");

        // Without it the runtime does not start: it asks where its main thread's stack is.
        landlock.AllowFile("/proc/self/maps");
    }

    /// <summary>Files without which nothing runs; the first that cannot be opened with this thread's rights, or null.</summary>
    public string? FirstUnreadable() => new[] { Dotnet, Path.Combine(Runtime, "libcoreclr.so"), Path.Combine(Runtime, "System.Private.CoreLib.dll"), Assembly, Path.ChangeExtension(Assembly, ".runtimeconfig.json") }
        .FirstOrDefault(file => !IsReadable(file));

    private static bool IsReadable(string file)
    {
        var descriptor = Libc.Open(file, Libc.ReadOnly | Libc.CloseOnExec);
        if (descriptor < 0)
            return false;
        Libc.Close(descriptor);
        return true;
    }
}
