using System.Text;
using CodeStepHost.Cli;
using CodeStepHost.Cli.Checking;
using CodeStepHost.Components.Code;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Stores;
using CodeStepHost.Retrying;
using Microsoft.Extensions.Time.Testing;
using Spectre.Console;

namespace CodeStepHost.Tests.Cli;

/// <summary>Runs verbs in-process on a store in memory, 80 columns wide, and keeps what they print.</summary>
internal sealed class CommandLineFixture : IDisposable
{
    private readonly StringWriter _outText = new() { NewLine = "\n" };
    private readonly StringWriter _errorText = new() { NewLine = "\n" };
    private readonly TextWriter _out;
    private readonly TextWriter _error;

    public CommandLineFixture(bool withDatabase = true)
    {
        // A verb that follows writes from a thread of its own.
        _out = TextWriter.Synchronized(_outText);
        _error = TextWriter.Synchronized(_errorText);
        Directory.CreateDirectory(Folder);
        if (!withDatabase)
            return;
        Directory.CreateDirectory(Data);
        File.WriteAllText(Path.Combine(Data, "codestep.db"), "");
    }

    public static DateTimeOffset Start { get; } = new(2026, 2, 3, 10, 0, 0, TimeSpan.Zero);

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), $"codestep-cli-{Guid.NewGuid():N}");

    public string Data => Path.Combine(Folder, ".codestep");

    public FakeTimeProvider Time { get; } = new(Start);

    public InMemoryFlowStore Store { get; } = new();

    public IScriptValidator Scripts { get; set; } = new FoundNothing();

    public int Width { get; set; } = 80;

    public bool CanAsk { get; set; }

    public string Input { get; set; } = "";

    public Func<string, Task<OpenStore>>? Open { get; set; }

    public Dictionary<string, string> Environment { get; } = [];

    public bool IsHostRunning { get; set; }

    public IMessageEditor? Editor { get; set; }

    public string Out => Clean(Read(_out, _outText));

    public string Error => Clean(Read(_error, _errorText));

    /// <summary>The exit code, then what went to standard output, then to standard error.</summary>
    public string Transcript { get; private set; } = "";

    public async Task<int> RunAsync(params string[] arguments)
    {
        _outText.GetStringBuilder().Clear();
        _errorText.GetStringBuilder().Clear();
        var context = Context();
        var code = await CommandLine.RunAsync(CommandLine.Build(context), context, arguments);
        var text = new StringBuilder().Append($"$ codestep {string.Join(' ', arguments)}\n").Append(Out);
        if (Error.Length > 0)
            text.Append("-- standard error\n").Append(Error);
        if (code != 0)
            text.Append($"-- exit code {code}\n");
        Transcript += (Transcript.Length > 0 ? "\n" : "") + Clean(text);
        return code;
    }

    public string Write(string name, string text)
    {
        var file = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public CliContext Context()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(_out),
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Width = Width;
        return new CliContext
        {
            Console = console,
            Out = _out,
            Error = _error,
            In = new StringReader(Input),
            CanAsk = CanAsk,
            Time = Time,
            CurrentDirectory = Folder,
            User = "ada",
            Open = Open ?? (_ => Task.FromResult(new OpenStore(Store, Store))),
            Scripts = (_, _) => Scripts,
            IsHostRunning = _ => IsHostRunning,
            Edits = (_, _, _) => Editor ?? throw new InvalidOperationException("The test has no editor."),
            Environment = name => Environment.GetValueOrDefault(name),
        };
    }

    // The temporary folder has another name in each run.
    private string Clean(object text) => text.ToString()!.Replace(Folder, "/home/ada").Replace("CodeStepHost.Tests", "codestep");

    // A synchronized writer locks itself.
    private static string Read(TextWriter writer, StringWriter text)
    {
        lock (writer)
            return text.ToString();
    }

    private sealed class FoundNothing : IScriptValidator
    {
        public Task<IReadOnlyList<ScriptFinding>> ValidateAsync(FlowVersion flow, StepDefinition step, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<ScriptFinding>>([]);

        public Task<ConfinementReport> ConfinementAsync(CancellationToken cancellationToken) =>
            Task.FromResult(new ConfinementReport(ConfinementLevel.Full, "landlock abi 7, seccomp, rlimits, user 65530"));

        public ValueTask DisposeAsync() => default;
    }
}
