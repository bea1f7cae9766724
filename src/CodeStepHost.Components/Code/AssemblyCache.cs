using System.Security.Cryptography;
using System.Text;

namespace CodeStepHost.Components.Code;

/// <summary>
/// Compiled C# scripts on disk, so that a host that starts again, or a process that takes the place of a killed one, need not compile them.
/// Only the host reads and writes the folder: script processes send what they compiled and are sent what they need. A file that is damaged, cut short,
/// of another compiler or for another script is deleted and made anew. The hash in a file finds damage; against a person who may write the
/// folder, as against one who may write the database, it does not help.
/// </summary>
public sealed class AssemblyCache
{
    /// <summary>The folder below the data folder.</summary>
    public const string Folder = "cache";

    private const string Ending = ".script";
    private const int HashBytes = 32;

    private static readonly byte[] _magic = "codestep script 1\n"u8.ToArray();

    private readonly string _folder;
    private readonly long _mostBytes;
    private readonly Lazy<string> _compiler;
    private readonly Lock _gate = new();

    /// <param name="dataFolder">The host's data folder; <see cref="Folder"/> below it is made when it is needed.</param>
    /// <param name="mostBytes">How much may be kept; what was not used for longest goes first.</param>
    public AssemblyCache(string dataFolder, SandboxOptions options, long mostBytes = 64 << 20)
        : this(dataFolder, () => CompilerIdentity.Of(DotnetProgram.FindSandbox(options.SandboxPath)), mostBytes)
    {
    }

    internal AssemblyCache(string dataFolder, Func<string> compiler, long mostBytes)
    {
        _folder = Path.Combine(dataFolder, Folder, "scripts");
        _mostBytes = mostBytes;
        _compiler = new Lazy<string>(compiler);
    }

    /// <summary>What was kept for a source; null when there is nothing that can be used.</summary>
    internal byte[]? Find(string source)
    {
        try
        {
            var key = KeyOf(source);
            var file = FileOf(key);
            if (!File.Exists(file))
                return null;
            var bytes = File.ReadAllBytes(file);
            if (!IsWhole(bytes, key))
            {
                File.Delete(file);
                return null;
            }

            File.SetLastWriteTimeUtc(file, TimeProvider.System.GetUtcNow().UtcDateTime);
            return bytes[(_magic.Length + (2 * HashBytes))..];
        }
        catch (Exception e) when (IsOfTheDisk(e))
        {
            // The script is compiled instead.
            return null;
        }
    }

    /// <summary>Keeps what a source was compiled to.</summary>
    internal void Keep(string source, ReadOnlySpan<byte> payload)
    {
        try
        {
            var key = KeyOf(source);
            var file = FileOf(key);
            MakeFolder();
            var temporary = $"{file}.{Guid.NewGuid():N}";
            using (var stream = new FileStream(temporary, NewFile))
            {
                stream.Write(_magic);
                stream.Write(key);
                stream.Write(SHA256.HashData(payload));
                stream.Write(payload);
            }

            File.Move(temporary, file, overwrite: true);
            Shrink();
        }
        catch (Exception e) when (IsOfTheDisk(e))
        {
            // A full disk or a folder that cannot be written: the script is compiled again next time.
        }
    }

    private static FileStreamOptions NewFile
    {
        get
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            return options;
        }
    }

    private static bool IsOfTheDisk(Exception e) => e is IOException or UnauthorizedAccessException or BadImageFormatException or SandboxException;

    private static bool IsWhole(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> key)
    {
        var head = _magic.Length + (2 * HashBytes);
        return bytes.Length > head
            && bytes.StartsWith(_magic)
            && bytes.Slice(_magic.Length, HashBytes).SequenceEqual(key)
            && bytes.Slice(_magic.Length + HashBytes, HashBytes).SequenceEqual(SHA256.HashData(bytes[head..]));
    }

    private byte[] KeyOf(string source) => SHA256.HashData(Encoding.UTF8.GetBytes($"{source} {_compiler.Value}"));

    private string FileOf(byte[] key) => Path.Combine(_folder, Convert.ToHexStringLower(key) + Ending);

    private void MakeFolder()
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(_folder);
        else
            Directory.CreateDirectory(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    // Also what a killed host left half written: it is old by then, and no name that is looked for.
    private void Shrink()
    {
        lock (_gate)
        {
            var files = new DirectoryInfo(_folder).GetFiles().OrderByDescending(file => file.LastWriteTimeUtc).ToList();
            var bytes = 0L;
            foreach (var file in files)
            {
                bytes += file.Length;
                if (bytes > _mostBytes)
                    file.Delete();
            }
        }
    }
}
