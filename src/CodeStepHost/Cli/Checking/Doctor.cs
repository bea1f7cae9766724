using System.Data.Common;
using CodeStepHost.Components.Code;
using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Cli.Checking;

/// <summary>Looks at everything that a host needs.</summary>
internal sealed class Doctor(CliContext context, string? givenData)
{
    private HostSettings? _settings;

    public async Task<IReadOnlyList<HealthCheck>> ExamineAsync(CancellationToken cancellationToken)
    {
        var checks = new List<HealthCheck> { Runtime(), Settings() };
        var data = givenData is not null ? Path.GetFullPath(givenData, context.CurrentDirectory) : (_settings ?? HostSettings.DefaultOf(context.CurrentDirectory)).Data;
        checks.Add(Writable(data));
        checks.Add(await DatabaseAsync(data, cancellationToken).ConfigureAwait(false));
        checks.AddRange(await ScriptsAsync(cancellationToken).ConfigureAwait(false));
        foreach (var (name, connection) in _settings?.Connections ?? new Dictionary<string, ConnectionSettings>())
            checks.Add(await ConnectionAsync(name, connection, cancellationToken).ConfigureAwait(false));
        checks.AddRange((_settings?.Directories ?? new Dictionary<string, string>()).Select(directory => Watchable(directory.Key, directory.Value)));
        return checks;
    }

    private static HealthCheck Runtime() => new(".NET", Environment.Version.Major >= 10, $"{Environment.Version}", "Install the .NET 10 runtime.");

    private HealthCheck Settings()
    {
        if (HostSettingsReader.Find(context.CurrentDirectory) is not { } file)
            return new HealthCheck("settings", IsGood: true, $"no {HostSettings.FileName} here or above; defaults hold");
        var read = HostSettingsReader.ReadFile(file);
        _settings = (read as HostSettingsReadResult.Accepted)?.Settings;
        return new HealthCheck("settings", _settings is not null, read.Problems.Count == 0 ? file : $"{file}: {string.Join("; ", read.Problems)}", "Put right what is named; codestep validate says it again.");
    }

    private static HealthCheck Writable(string data)
    {
        // A folder that is not there yet is made in the nearest one that is.
        var folder = data;
        while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } parent)
            folder = parent;
        var probe = Path.Combine(folder, $".codestep-probe-{Environment.ProcessId}");
        try
        {
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return new HealthCheck("data folder", IsGood: true, folder == data ? $"{data} can be written" : $"{data} is not there yet and can be made");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new HealthCheck("data folder", IsGood: false, $"{folder} cannot be written: {exception.Message}", "Give this account the right to write there, or choose another folder with --data.");
        }
    }

    private async Task<HealthCheck> DatabaseAsync(string data, CancellationToken cancellationToken)
    {
        var file = Path.Combine(data, DataFolder.Database);
        if (!File.Exists(file))
            return new HealthCheck("database", IsGood: true, $"{file} is not there yet; the first deploy or run makes it");
        try
        {
            await using var open = await context.Open(data).ConfigureAwait(false);
            var flows = await open.Queries.FlowsAsync(cancellationToken).ConfigureAwait(false);
            return new HealthCheck("database", IsGood: true, $"{file} opens, of this program's version: {Output.Figures.Count(flows.Count, "flow")}, {Output.Figures.Bytes(new FileInfo(file).Length)}");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new HealthCheck("database", IsGood: false, exception.Message, "Keep a copy of the file; then open it with the version that wrote it, or start with an empty data folder.");
        }
    }

    private async Task<IReadOnlyList<HealthCheck>> ScriptsAsync(CancellationToken cancellationToken)
    {
        var validator = context.Scripts(null, _settings);
        await using (validator.ConfigureAwait(false))
        {
            return
            [
                await SandboxAsync(validator, cancellationToken).ConfigureAwait(false),
                await ScriptAsync(validator, "JavaScript", "step.js", "function run(msg) { }", cancellationToken).ConfigureAwait(false),
                await ScriptAsync(validator, "C#", "step.csx", "void Run(Message msg) { }", cancellationToken).ConfigureAwait(false),
            ];
        }
    }

    private static async Task<HealthCheck> SandboxAsync(IScriptValidator validator, CancellationToken cancellationToken)
    {
        try
        {
            var report = await validator.ConfinementAsync(cancellationToken).ConfigureAwait(false);
            return new HealthCheck("sandbox", IsGood: true, report.ToString());
        }
        catch (SandboxException refused)
        {
            return new HealthCheck("sandbox", IsGood: false, refused.Message, "See the page on the sandbox in the documentation: what it needs of the kernel and of a container.");
        }
    }

    private async Task<HealthCheck> ScriptAsync(IScriptValidator validator, string language, string file, string text, CancellationToken cancellationToken)
    {
        var name = $"{language} scripts";
        var step = new StepDefinition { Name = "step", Uses = StepKinds.Code, Script = file };
        var package = new FlowPackage("doctor", new Dictionary<string, string> { [file] = text });
        var started = context.Time.GetTimestamp();
        try
        {
            var found = await validator.ValidateAsync(new FlowVersion(1, package, new FlowDefinition { Name = "doctor", Steps = [step] }), step, cancellationToken).ConfigureAwait(false);
            var wrong = found.FirstOrDefault(finding => finding.Severity == "error");
            return wrong is null
                ? new HealthCheck(name, IsGood: true, $"a script process starts and compiles in {Output.Figures.Span(context.Time.GetElapsedTime(started))}")
                : new HealthCheck(name, IsGood: false, wrong.Message, "Install codestep again: the folder sandbox beside it holds the program that runs scripts.");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new HealthCheck(name, IsGood: false, exception.Message, "Install codestep again: the folder sandbox beside it holds the program that runs scripts.");
        }
    }

    private static HealthCheck Watchable(string name, string folder) => Hosting.PermittedDirectories.Problem(folder) is { } problem
        ? new HealthCheck($"directory {name}", IsGood: false, problem, "Make the folder and give this account the right to read and write there, or correct directories in codestep.yaml.")
        : new HealthCheck($"directory {name}", IsGood: true, $"{folder} can be read");

    private async Task<HealthCheck> ConnectionAsync(string name, ConnectionSettings connection, CancellationToken cancellationToken)
    {
        var title = $"connection {name}";
        if (connection.Engine == "sqlite" && MissingFile(connection.ConnectionString) is { } missing)
            return new HealthCheck(title, IsGood: true, $"{missing} is not there yet; the first use makes it");
        var problem = await ConnectionProbe.TryAsync(name, connection, context.Time, cancellationToken).ConfigureAwait(false);
        return problem is null
            ? new HealthCheck(title, IsGood: true, $"{connection.Engine} answers")
            : new HealthCheck(title, IsGood: false, problem, $"See connections.{name} in {HostSettings.FileName}, and whether the server runs and lets this account in.");
    }

    // Opening would make the file, and looking must not change anything.
    private static string? MissingFile(string connectionString)
    {
        var parts = new DbConnectionStringBuilder { ConnectionString = connectionString };
        return (parts.TryGetValue("Data Source", out var source) || parts.TryGetValue("DataSource", out source) || parts.TryGetValue("Filename", out source))
            && source is string file && file != ":memory:" && !file.StartsWith("file:", StringComparison.Ordinal) && !File.Exists(file) ? file : null;
    }
}
