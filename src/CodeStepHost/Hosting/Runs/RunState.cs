using System.Text.Json;
using CodeStepHost.Components.Code;

namespace CodeStepHost.Hosting.Runs;

/// <summary>
/// Whether the run of a data folder has come to its end. An unfinished run is continued by the next start, a finished one is replaced by a new one.
/// </summary>
internal sealed class RunState(string dataFolder)
{
    private const string FileName = "run.json";

    private readonly string _file = Path.Combine(dataFolder, FileName);

    private sealed record Stored(string Run, bool Finished);

    /// <summary>The run to continue; null when the last one is finished, or there was none.</summary>
    public string? Unfinished()
    {
        try
        {
            return JsonSerializer.Deserialize<Stored>(File.ReadAllBytes(_file)) is { Finished: false } stored ? stored.Run : null;
        }
        catch (Exception exception) when (exception is IOException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Begins a run: what the last one left in the folder is deleted.</summary>
    /// <exception cref="HostStartException">What is in the folder is not a run's: flows were deployed into it, or it is some other folder.</exception>
    public void Begin(string run)
    {
        var left = new DirectoryInfo(dataFolder).EnumerateFileSystemInfos().Where(entry => entry.Name is not (HeldDataFolder.LockName or FileName or AssemblyCache.Folder)).ToList();
        if (left.Count > 0 && !File.Exists(_file))
            throw new HostStartException($"{dataFolder} holds what no run has left there, such as deployed flows, and a run would replace it; give the run a folder of its own with --data");
        foreach (var entry in left)
        {
            if (entry is DirectoryInfo directory)
                directory.Delete(recursive: true);
            else
                entry.Delete();
        }

        Write(new Stored(run, Finished: false));
    }

    public void Finish(string run) => Write(new Stored(run, Finished: true));

    /// <summary>Makes the folder's database one that no run replaces: flows are deployed into it, or served from it.</summary>
    public static void Keep(string dataFolder) => File.Delete(Path.Combine(dataFolder, FileName));

    private void Write(Stored stored)
    {
        var temporary = _file + ".new";
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(stored));
        File.Move(temporary, _file, overwrite: true);
    }
}
