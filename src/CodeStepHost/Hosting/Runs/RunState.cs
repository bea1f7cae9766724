using System.Text.Json;

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
    /// <exception cref="HostStartException">The folder's database is not a run's: flows were deployed into it.</exception>
    public void Begin(string run)
    {
        if (File.Exists(Path.Combine(dataFolder, Cli.DataFolder.Database)) && !File.Exists(_file))
            throw new HostStartException($"{dataFolder} holds deployed flows and their messages, which a run would replace; give the run a folder of its own with --data");
        foreach (var entry in new DirectoryInfo(dataFolder).EnumerateFileSystemInfos().Where(entry => entry.Name is not ("host.lock" or FileName)))
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
