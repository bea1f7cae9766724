namespace CodeStepHost.Storage.Tests;

/// <summary>A folder for one test, removed with all that is in it.</summary>
internal sealed class TempFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("codestephost-").FullName;

    public string File(string name = "store.db") => Path.Combine(_path, name);

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
