using System.Data.Common;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace CodeStepHost.Components.Tests.Database.Servers;

/// <summary>
/// A real database server of the machine, with its data in a temporary folder, on a free port of 127.0.0.1, and gone with the tests. A test
/// that asks for one is skipped where the server is not installed.
/// </summary>
public abstract class DatabaseServer : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private bool _isStarted;

    /// <summary>The server's folder.</summary>
    protected string Folder { get; } = Directory.CreateTempSubdirectory("codestep-db-").FullName;

    /// <summary>Where the server listens.</summary>
    public int Port { get; } = FreePort();

    /// <summary>What a connection's <c>engine</c> setting says.</summary>
    public abstract string Engine { get; }

    /// <summary>The connection string of a user who may do everything in the server's test database.</summary>
    public string ConnectionString => ConnectionStringOf("shop");

    /// <summary>The same for another database that this user has made.</summary>
    public abstract string ConnectionStringOf(string database);

    /// <summary>The account that the server must not be root for.</summary>
    protected abstract string Account { get; }

    /// <summary>Why the server cannot be started here; null when it can.</summary>
    protected abstract string? Missing { get; }

    /// <summary>Opens a connection beside the steps', on the server that is started for it.</summary>
    public abstract Task<DbConnection> OpenAsync();

    /// <summary>Starts the server unless it runs.</summary>
    public async Task StartAsync()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        await _gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (_isStarted)
                return;
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(Folder, (UnixFileMode)Convert.ToInt32("755", 8));
            await LaunchAsync();
            _isStarted = true;
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_isStarted)
            await HaltAsync();
        Directory.Delete(Folder, recursive: true);
        _gate.Dispose();
        GC.SuppressFinalize(this);
    }

    protected abstract Task LaunchAsync();

    protected abstract Task HaltAsync();

    /// <summary>Runs a program as the server's account and fails unless it ends well.</summary>
    protected async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(StartOf(program, arguments))!;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}; its log is {await LogAsync()}");
    }

    /// <summary>Starts a program as the server's account; what it prints goes to its log.</summary>
    protected Process Begin(string program, params string[] arguments) => Process.Start(StartOf(program, arguments))!;

    protected async Task<string> LogAsync() => File.Exists(LogFile) ? await File.ReadAllTextAsync(LogFile) : "empty";

    private string LogFile => Path.Combine(Folder, "server.log");

    private ProcessStartInfo StartOf(string program, string[] arguments)
    {
        // By a shell for its redirection alone; nothing of the command is text that it reads.
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = Folder };
        foreach (var part in (string[])["-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1 </dev/null", "sh", LogFile, .. AsAccount(), program, .. arguments])
            start.ArgumentList.Add(part);
        return start;
    }

    /// <summary>The servers refuse to run as root.</summary>
    private string[] AsAccount()
    {
        if (!Environment.IsPrivilegedProcess)
            return [];
        using var chown = Process.Start("chown", ["-R", $"{Account}:", Folder]);
        chown.WaitForExit();
        return ["setpriv", $"--reuid={Account}", $"--regid={Account}", "--init-groups", "env", $"HOME={Folder}"];
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
