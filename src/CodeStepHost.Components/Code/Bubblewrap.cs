namespace CodeStepHost.Components.Code;

/// <summary>
/// A further layer around a script process, by the program <c>bwrap</c>: namespaces of its own, in which there is no other process, no network, and no file but those that it needs.
/// All that is promised holds without it. See bwrap(1).
/// </summary>
public static class Bubblewrap
{
    private static readonly string[] Places = ["/usr/bin/bwrap", "/usr/local/bin/bwrap"];

    // As in the script process's own list, ReadableFiles; on most systems some are links to others.
    private static readonly string[] Libraries = ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache", "/usr/share/zoneinfo"];

    // Root is to become another user inside, which the script process does itself, and drops these for good.
    private static readonly string[] ForAnotherUser = ["CAP_SETUID", "CAP_SETGID", "CAP_KILL", "CAP_SETPCAP"];

    /// <summary>Where it is installed; null: it is not.</summary>
    public static string? Find() => OperatingSystem.IsLinux() ? Array.Find(Places, File.Exists) : null;

    /// <summary>What stands before the script process's own command line, the program to start first.</summary>
    /// <param name="bwrap">Where it is installed.</param>
    /// <param name="dotnet">The full path of the program, without links.</param>
    /// <param name="sandbox">The full path of the script process's assembly.</param>
    internal static IEnumerable<string> CommandLine(string bwrap, string dotnet, string sandbox)
    {
        string[] own = [Path.GetDirectoryName(dotnet)!, Path.GetDirectoryName(sandbox)!];
        return
        [
            // Ctrl-C and the end of a systemd unit reach every process at once, and this one would take with it a script that is to finish.
            "/usr/bin/env", "--ignore-signal=INT,TERM,QUIT,HUP", bwrap,
            "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try", "--die-with-parent", "--cap-drop", "ALL",
            .. Environment.IsPrivilegedProcess ? ForAnotherUser.SelectMany(capability => (string[])["--cap-add", capability]) : [],

            // Folders above a mount are root's alone unless they are made first.
            .. own.SelectMany(Above).Distinct().SelectMany(folder => (string[])["--dir", folder]),
            .. Libraries.SelectMany(file => (string[])["--ro-bind-try", file, file]),
            .. own.SelectMany(folder => (string[])["--ro-bind", folder, folder]),
            "--dev", "/dev", "--proc", "/proc", "--chdir", "/", "--",
        ];
    }

    private static IEnumerable<string> Above(string folder) =>
        Path.GetDirectoryName(folder) is { } parent && parent != "/" ? Above(parent).Append(folder) : [folder];
}
