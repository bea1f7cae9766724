using System.Text.RegularExpressions;
using System.Threading.Channels;
using CodeStepHost.Desk;
using CodeStepHost.Desk.Trying;
using CodeStepHost.Desk.Watching;
using CodeStepHost.Tests.Cli;

namespace CodeStepHost.Tests.Desk;

/// <summary>A session of <c>codestep dev</c> on real files and real script processes; hints of changes come from the test.</summary>
internal sealed partial class DevStage : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CommandLineFixture _cli = new(withDatabase: false);
    private readonly Channel<string> _typed = Channel.CreateUnbounded<string>();
    private readonly Hints _hints = new();
    private readonly CancellationTokenSource _stop = new();
    private ScriptBench? _bench;
    private Task _running = Task.CompletedTask;
    private int _read;

    public string Folder => _cli.Folder;

    /// <summary>What was printed, without what differs from run to run.</summary>
    public string Transcript { get; private set; } = "";

    /// <summary>Writes a file without a hint.</summary>
    public DevStage Write(string name, string text)
    {
        _cli.Write(name, text);
        return this;
    }

    public DevStage Start(string folder = ".", string? only = null)
    {
        var root = Path.GetFullPath(folder, _cli.Folder);
        var context = _cli.Context() with { Time = TimeProvider.System };
        var url = new Uri("http://127.0.0.1:7070");
        _bench = new ScriptBench(url, TimeProvider.System, SandboxPath);
        var watch = new FolderWatch(new WatchedFiles(root), _hints, TimeProvider.System);
        _running = new DevSession(root, only, watch, _typed.Reader, _bench, new Samples(url, TimeProvider.System), context).RunAsync(_stop.Token);
        return this;
    }

    /// <summary>Writes a file, as an editor does.</summary>
    public void Save(string name, string text)
    {
        _cli.Write(name, text);
        _hints.Hint();
    }

    public void Delete(string name)
    {
        File.Delete(Path.Combine(Folder, name));
        _hints.Hint();
    }

    public void Type(string line) => Assert.True(_typed.Writer.TryWrite(line));

    /// <summary>Waits for a line with this text.</summary>
    /// <returns>All lines since the last call, up to this one.</returns>
    public async Task<string> UntilAsync(string text)
    {
        var limit = Task.Delay(Patience, TimeProvider.System);
        while (true)
        {
            var all = _cli.Out;
            var at = all.IndexOf(text, _read, StringComparison.Ordinal);
            var end = at < 0 ? -1 : all.IndexOf('\n', at);
            if (end >= 0)
            {
                var fresh = Steady(all[_read..(end + 1)]);
                _read = end + 1;
                Transcript += fresh;
                return fresh;
            }

            var next = Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
            if (await Task.WhenAny(next, limit, _running) != next)
                throw new TimeoutException($"'{text}' was not printed.\n{all[_read..]}\n{_running.Exception}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _running;
        }
        catch (OperationCanceledException)
        {
            // That is how a session ends.
        }

        if (_bench is not null)
            await _bench.DisposeAsync();
        _stop.Dispose();
        _cli.Dispose();
    }

    /// <summary>The program of script processes, as the build puts it beside the host.</summary>
    public static string SandboxPath => Path.Combine(HostFolder, "sandbox", "CodeStepHost.Sandbox.dll");

    private static string HostFolder => AppContext.BaseDirectory.Replace(Path.Combine("tests", "CodeStepHost.Tests"), Path.Combine("src", "CodeStepHost"), StringComparison.Ordinal);

    private static string Steady(string text) => Clock().Replace(Since().Replace(text, "    <t> "), "<now> ");

    [GeneratedRegex(@"^ *(<1ms|\d+ms|\d+(\.\d+)?s|\d+m(\d+s)?) (?=\S)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Since();

    [GeneratedRegex(@"^\d\d:\d\d:\d\d ", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Clock();

    private sealed class Hints : IChangeHints
    {
        private readonly Channel<bool> _hints = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

        ChannelReader<bool> IChangeHints.Hints => _hints.Reader;

        public bool Come => true;

        public void Hint() => _hints.Writer.TryWrite(item: true);

        public void Dispose() => _hints.Writer.TryComplete();
    }
}
