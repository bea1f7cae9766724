namespace CodeStepHost.Flows.Definitions.Reading;

/// <summary>Fills in the settings, with paths made full and placeholders replaced.</summary>
internal sealed class SettingsBinder(SourceMap top, string folder, Func<string, string?> environment, string? dataInstead, bool withSecrets, ProblemList problems)
{
    public HostSettings Bind()
    {
        var data = dataInstead ?? FullPath(top.Scalar("data"), ".codestep") ?? folder;
        var placeholders = new Placeholders(data, environment, problems);
        var connections = new Dictionary<string, ConnectionSettings>(StringComparer.Ordinal);
        foreach (var entry in top.Map("connections")?.Entries ?? [])
        {
            if (entry.Value is SourceMap connection)
            {
                connections[entry.Key] = ReadConnection(connection, placeholders);
            }
        }

        var sandbox = top.Map("sandbox");
        var settings = HostSettings.DefaultOf(folder);
        return settings with
        {
            Data = data,
            Connections = connections,
            Directories = ReadDirectories(placeholders),
            Listen = top.Scalar("listen")?.Text ?? settings.Listen,
            Sandbox = new SandboxSettings(
                ValueReader.Integer(sandbox, "processes") ?? settings.Sandbox.Processes,
                ValueReader.Integer(sandbox, "spares") ?? settings.Sandbox.Spares,
                sandbox?.Scalar("confinement")?.Text == SandboxSettings.OffITrustEveryScript ? ScriptConfinement.OffITrustEveryScript : ScriptConfinement.Required)
            {
                Bubblewrap = Boolean(sandbox, "bubblewrap") ?? settings.Sandbox.Bubblewrap,
                Quarantine = ReadQuarantine(sandbox?.Map("quarantine"), settings.Sandbox.Quarantine),
            },
            Rebound = ValueReader.Rebound(top.Map("rebound"), settings.Rebound, problems),
            Scripts = new ScriptSettings(ReadPackages(), Boolean(top.Map("scripts"), "strict") ?? false),
            ExpectedErrors = ReadExpectedErrors(),
            Secrets = new SecretsReader(folder, environment, placeholders, withSecrets, problems).Read(top.Map("secrets")),
            Redact = [.. top.Scalars("redact").Select(name => name.Text)],
        };
    }

    private static bool? Boolean(SourceMap? map, string key) => bool.TryParse(map?.Scalar(key)?.Text, out var value) ? value : null;

    private ConnectionSettings ReadConnection(SourceMap connection, Placeholders placeholders)
    {
        var schema = connection.Scalar("schema");
        var schemaFile = schema is null ? null : FullPath(schema, "");
        if (schemaFile is not null && !File.Exists(schemaFile))
        {
            problems.ErrorUnlessReported(schema!.Place, ProblemCodes.SettingsFile, $"there is no file {Quote.Text(schema.Text)} beside the settings");
        }

        var text = connection.Scalar("connectionString");
        return new ConnectionSettings(connection.Scalar("engine")?.Text ?? "", text is null ? "" : placeholders.Replace(text), schemaFile);
    }

    private Dictionary<string, string> ReadDirectories(Placeholders placeholders)
    {
        var directories = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in top.Map("directories")?.Entries ?? [])
        {
            if (entry.Value is SourceScalar written && FullPath(new SourceScalar(written.Place, placeholders.Replace(written), written.IsText), "") is { } full)
            {
                directories[entry.Key] = full;
            }
        }

        return directories;
    }

    private QuarantineRules ReadQuarantine(SourceMap? rules, QuarantineRules usual) => new(
        ValueReader.Integer(rules, "forbiddenCalls") ?? usual.ForbiddenCalls,
        ValueReader.Integer(rules, "crashes") ?? usual.Crashes,
        ValueReader.Integer(rules, "limits") ?? usual.Limits,
        ValueReader.PositiveDuration(rules, "within", problems) ?? usual.Within)
    {
        HostLosses = ValueReader.Integer(rules, "hostLosses") ?? usual.HostLosses,
    };

    private Dictionary<string, string> ReadPackages() =>
        (top.Map("scripts")?.Map("packages")?.Entries ?? [])
            .Where(package => package.Value is SourceScalar)
            .ToDictionary(package => package.Key, package => ((SourceScalar)package.Value).Text, StringComparer.Ordinal);

    private List<ExpectedError> ReadExpectedErrors() =>
        top.Map("run")?.Map("expect")?.Find("errors")?.Value is SourceList list
            ? list.Items.OfType<SourceMap>().Select(error => new ExpectedError(
                error.Scalar("flow")?.Text ?? "",
                error.Scalar("step")?.Text,
                error.Scalar("code")?.Text,
                error.Scalar("message")?.Text,
                ValueReader.Integer(error, "count"))).ToList()
            : [];

    private string? FullPath(SourceScalar? path, string fallback)
    {
        if (path?.Text.Contains('\0', StringComparison.Ordinal) == true)
        {
            problems.ErrorUnlessReported(path.Place, ProblemCodes.WrongValue, $"{Quote.Text(path.Text)} is no path");
            return null;
        }

        return Path.GetFullPath(path?.Text ?? fallback, folder);
    }
}
