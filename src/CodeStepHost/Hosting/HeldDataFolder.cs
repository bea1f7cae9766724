using System.Security.Cryptography;

namespace CodeStepHost.Hosting;

/// <summary>The folder in which a host keeps its database and logs. One host at a time holds it; other verbs may read and write the database beside it.</summary>
internal sealed class HeldDataFolder : IDisposable
{
    /// <summary>The file that is locked while a host holds the folder.</summary>
    public const string LockName = "host.lock";

    /// <summary>The file of <see cref="PlaceholderKey"/>.</summary>
    public const string PlaceholderKeyName = "placeholders.key";

    private const int PlaceholderKeyLength = 32;

    private readonly FileStream _lock;

    private HeldDataFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    public string Path { get; }

    public string Database => System.IO.Path.Combine(Path, Cli.DataFolder.Database);

    public string Logs => System.IO.Path.Combine(Path, "logs");

    /// <summary>What the texts that stand for secrets are made with: made once, so that a message from before a restart still has the same ones.</summary>
    /// <exception cref="HostStartException">It can be neither read nor written.</exception>
    public byte[] PlaceholderKey()
    {
        var file = System.IO.Path.Combine(Path, PlaceholderKeyName);
        try
        {
            if (File.Exists(file) && File.ReadAllBytes(file) is { Length: PlaceholderKeyLength } key)
                return key;
            key = RandomNumberGenerator.GetBytes(PlaceholderKeyLength);
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var written = new FileStream(file, options);
            written.Write(key);
            return key;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HostStartException($"{file} can be neither read nor written: {exception.Message}");
        }
    }

    /// <summary>Makes the folder if it is missing, and holds it until disposed; a killed process holds it no longer.</summary>
    /// <exception cref="HostStartException">Another host holds it, or it cannot be written.</exception>
    public static HeldDataFolder Hold(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(path);
            return new HeldDataFolder(path, new FileStream(System.IO.Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException) when (File.Exists(System.IO.Path.Combine(path, LockName)))
        {
            throw new HostStartException($"another host runs on {path}; stop it first, or give this one a folder of its own with --data");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HostStartException($"the data folder {path} cannot be written: {exception.Message}");
        }
    }

    /// <summary>Whether a host holds the folder at this moment.</summary>
    public static bool IsHeld(string path)
    {
        var file = System.IO.Path.Combine(path, LockName);
        if (!File.Exists(file))
            return false;
        try
        {
            using var free = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    public void Dispose() => _lock.Dispose();
}

/// <summary>The host cannot start. The message is for a person: what happened, where, and what to do.</summary>
internal sealed class HostStartException(string message) : Exception(message);
