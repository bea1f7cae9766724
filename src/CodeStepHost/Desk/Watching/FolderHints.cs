using System.Threading.Channels;

namespace CodeStepHost.Desk.Watching;

/// <summary>Hints of the operating system. Where it gives none (too many watches, a network share), the folder is looked at instead.</summary>
internal sealed class FolderHints : IChangeHints
{
    private readonly Channel<bool> _hints = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly FileSystemWatcher? _watcher;

    public FolderHints(string folder)
    {
        try
        {
            _watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true, NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size };
            _watcher.Changed += Hint;
            _watcher.Created += Hint;
            _watcher.Deleted += Hint;
            _watcher.Renamed += Hint;

            // An overflow loses events, and a hint is all that they are.
            _watcher.Error += Hint;
            _watcher.EnableRaisingEvents = true;
            Come = true;
        }
        catch (Exception exception) when (exception is IOException or PlatformNotSupportedException or ArgumentException)
        {
            _watcher?.Dispose();
            _watcher = null;
        }
    }

    public ChannelReader<bool> Hints => _hints.Reader;

    public bool Come { get; }

    public void Dispose() => _watcher?.Dispose();

    private void Hint(object sender, EventArgs arguments) => _hints.Writer.TryWrite(item: true);
}
