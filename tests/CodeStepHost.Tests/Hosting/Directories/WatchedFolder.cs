using System.Text;
using System.Text.Json;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;
using CodeStepHost.Hosting.Ingress.Directories;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CodeStepHost.Tests.Hosting.Directories;

/// <summary>A flow whose trigger watches a real folder, on the store in memory and a clock that the test moves.</summary>
internal sealed class WatchedFolder : IDisposable
{
    public const string Inbox = "inbox";
    public const int MostFiles = 20;

    private const string Name = "f";
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly FlowFolder _folder = new();
    private readonly InMemoryFlowStore _memory = new();
    private readonly LogLines _log = new();
    private readonly StepAddress _trigger = new(Name, "drop");
    private readonly string _directory;
    private DirectoryWatcher _watcher;
    private StepDefinition _step;

    /// <param name="config">What its config says besides the directory, as JSON without braces.</param>
    /// <param name="below">The watched folder below the permitted one.</param>
    /// <param name="directory">The permitted one's name, as the flow has it.</param>
    public WatchedFolder(string config, StepLimits? limits = null, string? below = null, string directory = Inbox)
    {
        _directory = below is null ? directory : $"{directory}/{below}";
        Directory.CreateDirectory(Root);
        _step = new StepDefinition { Name = "drop", Uses = StepKinds.Directory, Config = ConfigOf(config), To = ["next"] };
        if (limits is not null)
            _step = _step with { Limits = limits };
        _watcher = Host();
        SetStateAsync(FlowState.Active).GetAwaiter().GetResult();
    }

    public FakeTimeProvider Time { get; } = new(Start);

    /// <summary>The watched folder.</summary>
    public string Root => Path.Combine(_folder.Root, Inbox);

    public FailingStore Failures { get; private set; } = null!;

    /// <summary>What the host has logged.</summary>
    public IReadOnlyList<string> Log => _log.Lines;

    public IEnumerable<string> Troubles => _watcher.Troubles.Select(trouble => $"{trouble.Path}: {trouble.Problem.Replace(Root, "<inbox>", StringComparison.Ordinal)}");

    /// <summary>Puts a file there that was last changed so long ago.</summary>
    public WatchedFolder Put(string path, string text, int secondsAgo = 60) => Put(path, Encoding.UTF8.GetBytes(text), secondsAgo);

    public WatchedFolder Put(string path, byte[] bytes, int secondsAgo = 60)
    {
        var file = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, bytes);
        File.SetLastWriteTimeUtc(file, Time.GetUtcNow().UtcDateTime.AddSeconds(-secondsAgo));
        return this;
    }

    public string PathOf(string path) => Path.Combine(Root, path);

    /// <summary>The files that are there, in the order of their paths.</summary>
    public IEnumerable<string> Files() => Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Root, file)).Order(StringComparer.Ordinal);

    /// <summary>Lets five seconds pass, after which a trigger looks again.</summary>
    public async Task<WatchedFolder> LookAsync()
    {
        Time.Advance(TimeSpan.FromSeconds(5));
        await _watcher.RunOnceAsync(CancellationToken.None);
        await _watcher.IdleAsync();
        return this;
    }

    /// <summary>The host is gone, and another one starts.</summary>
    public void Restart() => _watcher = Host();

    /// <summary>Takes in what is there, as a run does.</summary>
    public async Task RunAsync() => await _watcher.TakeAllAsync(Flow(), _step, "run", CancellationToken.None);

    /// <summary>Reads a file as if it had just been found.</summary>
    public Task<bool> ReadAsync(string path)
    {
        var settings = DirectorySettings.Read(_step, new Dictionary<string, string> { [Inbox] = Root });
        return new FileIntake(new MessageIntake(_memory, new WakeUps(), Time), Flow(), _step, settings).TakeInAsync(new FoundFile(path, 1, Time.GetUtcNow().UtcDateTime), "token", run: null, CancellationToken.None);
    }

    public async Task SetStateAsync(FlowState state)
    {
        await _memory.DeployAsync(new FlowPackage(Name, new Dictionary<string, string> { ["version"] = Guid.NewGuid().ToString() }), moveQueued: false, Time.GetUtcNow(), CancellationToken.None);
        await _memory.SetFlowStateAsync(Name, state, Time.GetUtcNow(), CancellationToken.None);
    }

    /// <summary>Deploys a new version with another config.</summary>
    public Task DeployAsync(string config)
    {
        _step = _step with { Config = ConfigOf(config) };
        return SetStateAsync(FlowState.Active);
    }

    /// <summary>The bodies of the messages for the step after the trigger, in the order of their texts.</summary>
    public async Task<IReadOnlyList<string>> BodiesAsync() => [.. (await ContentsAsync("next")).Select(content => content.GetProperty("body").GetRawText()).Order(StringComparer.Ordinal)];

    /// <summary>The messages for the step after the trigger, in the order of their texts.</summary>
    public async Task<IReadOnlyList<JsonElement>> MessagesAsync() => [.. (await ContentsAsync("next")).OrderBy(content => content.GetRawText(), StringComparer.Ordinal)];

    /// <summary>What is wrong with what cannot be taken in: the messages that fail in the trigger.</summary>
    public async Task<IReadOnlyList<string>> RefusedAsync() =>
        [.. (await ContentsAsync("drop")).Select(content => content.GetProperty("malformed")).Select(malformed => $"{malformed.GetProperty("file")}:{malformed.GetProperty("line")}: {malformed.GetProperty("problem")}").Order(StringComparer.Ordinal)];

    public async Task<IReadOnlyList<string>> IdsAsync() =>
        [.. (await _memory.MessagesAsync(new MessageFilter { Now = Time.GetUtcNow(), Limit = int.MaxValue }, CancellationToken.None)).Select(row => row.Message.Id)];

    /// <summary>The trigger's position, as people see it.</summary>
    public async Task<string?> PositionAsync() => await _memory.SnapshotAsync(_trigger, CancellationToken.None) is { Value: { } value } ? Encoding.UTF8.GetString(value.Span) : null;

    /// <summary>A person sets the position, or resets it.</summary>
    public Task SetPositionAsync(string? json) =>
        _memory.WriteSnapshotAsync(new SnapshotWrite(_trigger, null, json is null ? null : Encoding.UTF8.GetBytes(json), "anna"), Time.GetUtcNow(), CancellationToken.None);

    public void Dispose() => _folder.Dispose();

    private string ConfigOf(string config) => $"{{\"directory\":\"{_directory}\",{config}}}";

    private FlowVersion Flow() => new(1, new FlowPackage(Name, new Dictionary<string, string>()), Definition());

    private FlowDefinition Definition() => new() { Name = Name, Steps = [_step, new StepDefinition { Name = "next", Uses = StepKinds.Code }] };

    private DirectoryWatcher Host()
    {
        (var store, Failures) = FailingStore.InFrontOf(_memory);
        return new DirectoryWatcher(store, _memory, new FlowCatalog(_memory, _ => Definition()), new MessageIntake(store, new WakeUps(), Time), new Dictionary<string, string> { [Inbox] = Root }, Time, _log, MostFiles);
    }

    private async Task<IReadOnlyList<JsonElement>> ContentsAsync(string step)
    {
        var rows = await _memory.MessagesAsync(new MessageFilter { Now = Time.GetUtcNow(), Limit = int.MaxValue }, CancellationToken.None);
        return [.. rows.Where(row => row.Message.Address.Step == step).Select(row => JsonDocument.Parse(row.Message.Content).RootElement)];
    }

    private sealed class LogLines : ILogger<DirectoryWatcher>
    {
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> Lines => _lines;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lines)
                _lines.Add($"{logLevel} {formatter(state, exception)}");
        }
    }
}
