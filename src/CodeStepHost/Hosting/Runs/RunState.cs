using System.Text.Json;

namespace CodeStepHost.Hosting.Runs;

/// <summary>
/// Whether the run of a data folder has come to its end. An unfinished run is continued by the next start, a finished one is replaced by a new one.
/// </summary>
internal sealed class RunState(string dataFolder)
{
    private readonly string _file = Path.Combine(dataFolder, "run.json");

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
    public void Begin(string run)
    {
        foreach (var entry in new DirectoryInfo(dataFolder).EnumerateFileSystemInfos().Where(entry => entry.Name is not ("host.lock" or "run.json")))
        {
            if (entry is DirectoryInfo directory)
                directory.Delete(recursive: true);
            else
                entry.Delete();
        }

        Write(new Stored(run, Finished: false));
    }

    public void Finish(string run) => Write(new Stored(run, Finished: true));

    private void Write(Stored stored)
    {
        var temporary = _file + ".new";
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(stored));
        File.Move(temporary, _file, overwrite: true);
    }
}
