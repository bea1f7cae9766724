namespace CodeStepHost.Flows.Definitions;

/// <summary>The settings of a set of flows: a <c>codestep.yaml</c>, checked and with every default filled in.</summary>
public sealed record HostSettings
{
    /// <summary>The file's name; it lies beside or above the flow folders.</summary>
    public const string FileName = "codestep.yaml";

    /// <summary>The folder that relative paths start from: that of the file.</summary>
    public required string Folder { get; init; }

    /// <summary>The folder of the database and the logs, as a full path.</summary>
    public required string Data { get; init; }

    /// <summary>The databases that steps name in <c>connection</c>.</summary>
    public IReadOnlyDictionary<string, ConnectionSettings> Connections { get; init; } = new Dictionary<string, ConnectionSettings>();

    /// <summary>The folders that <c>directory</c> triggers may watch, by name, as full paths.</summary>
    public IReadOnlyDictionary<string, string> Directories { get; init; } = new Dictionary<string, string>();

    /// <summary>Where webhooks, the API and the dashboard listen.</summary>
    public string Listen { get; init; } = "http://127.0.0.1:7070";

    /// <summary>The processes in which scripts run.</summary>
    public SandboxSettings Sandbox { get; init; } = SandboxSettings.Default;

    /// <summary>When rebounded messages come back, for flows and steps that say nothing else.</summary>
    public ReboundPolicy Rebound { get; init; } = ReboundPolicy.Default;

    /// <summary>What scripts may use.</summary>
    public ScriptSettings Scripts { get; init; } = ScriptSettings.Default;

    /// <summary>Errors that <c>codestep run</c> expects; a run with exactly these succeeds.</summary>
    public IReadOnlyList<ExpectedError> ExpectedErrors { get; init; } = [];

    /// <summary>The secrets that flows name as <c>${secret.NAME}</c>.</summary>
    public IReadOnlyDictionary<string, SecretSettings> Secrets { get; init; } = new Dictionary<string, SecretSettings>();

    /// <summary>Names of members, headers and parameters that are secrets, besides the usual ones.</summary>
    public IReadOnlyList<string> Redact { get; init; } = [];

    /// <summary>What holds for a folder without a <c>codestep.yaml</c>.</summary>
    public static HostSettings DefaultOf(string folder)
    {
        var full = Path.GetFullPath(folder);
        return new HostSettings { Folder = full, Data = Path.Combine(full, ".codestep") };
    }
}

/// <summary>A named database.</summary>
/// <param name="Engine"><c>sqlite</c>, <c>postgresql</c>, <c>mysql</c> or <c>sqlserver</c>.</param>
/// <param name="ConnectionString">With every placeholder replaced; it may hold a password.</param>
/// <param name="SchemaFile">The full path of an SQL file that is run once when the database is created.</param>
public sealed record ConnectionSettings(string Engine, string ConnectionString, string? SchemaFile = null)
{
    /// <summary>The engine alone: what is printed must not hold a password.</summary>
    public override string ToString() => $"{Engine} connection";
}

/// <summary>The processes in which scripts run.</summary>
/// <param name="Processes">Most at once.</param>
/// <param name="Spares">How many stand ready to take the place of one that was killed.</param>
/// <param name="Confinement">Whether scripts may run only where they can be confined.</param>
public sealed record SandboxSettings(int Processes, int Spares, ScriptConfinement Confinement = ScriptConfinement.Required)
{
    /// <summary>When the step of a script that keeps killing its process stops running.</summary>
    public QuarantineRules Quarantine { get; init; } = QuarantineRules.Default;

    /// <summary>Whether <c>bwrap</c> is put around script processes where it is installed and works.</summary>
    public bool Bubblewrap { get; init; } = true;

    /// <summary>The word for <see cref="ScriptConfinement.OffITrustEveryScript"/>; long, so that nobody sets it unawares.</summary>
    public const string OffITrustEveryScript = "off-i-trust-every-script";

    /// <summary>4 processes, 1 spare.</summary>
    public static SandboxSettings Default { get; } = new(4, 1);
}

/// <summary>After how many ended processes a step is put into quarantine. Zero: never for that.</summary>
/// <param name="ForbiddenCalls">System calls that only a break-out makes.</param>
/// <param name="Crashes">Processes that died of the script: stack overflow, a fault, nonsense instead of an answer.</param>
/// <param name="Limits">Processes that were ended because the script broke a limit: time, memory, emissions.</param>
/// <param name="Within">Only what happened within this time counts.</param>
public sealed record QuarantineRules(int ForbiddenCalls, int Crashes, int Limits, TimeSpan Within)
{
    /// <summary>How often a host may be lost while it has a message at work before the message is not tried again by itself. Zero: any number of times.</summary>
    public int HostLosses { get; init; } = 5;

    /// <summary>At the first forbidden call, the fifth crash or the tenth broken limit within ten minutes.</summary>
    public static QuarantineRules Default { get; } = new(1, 5, 10, TimeSpan.FromMinutes(10));

    /// <summary>Nothing is ever put into quarantine.</summary>
    public static QuarantineRules Never { get; } = new(0, 0, 0, TimeSpan.FromMinutes(10)) { HostLosses = 0 };
}

/// <summary>Whether script processes have to be confined.</summary>
public enum ScriptConfinement
{
    /// <summary>A script runs only where the operating system confines its process.</summary>
    Required,

    /// <summary>Nothing is confined, on any system.</summary>
    OffITrustEveryScript,
}

/// <summary>What scripts may use.</summary>
/// <param name="Packages">NuGet packages that C# scripts may use, each with its one version; none unless they are listed.</param>
/// <param name="IsStrict">Whether a warning about a script counts like an error, as with <c>--strict</c>.</param>
public sealed record ScriptSettings(IReadOnlyDictionary<string, string> Packages, bool IsStrict = false)
{
    /// <summary>No packages, and warnings are warnings.</summary>
    public static ScriptSettings Default { get; } = new(new Dictionary<string, string>(StringComparer.Ordinal));
}

/// <summary>An error that a run is meant to have.</summary>
/// <param name="Flow">The flow's name.</param>
/// <param name="Step">The step's name; null: any.</param>
/// <param name="Code">The error's code; null: any.</param>
/// <param name="Message">A part of the error's message; null: any.</param>
/// <param name="Count">How often; null: at least once.</param>
public sealed record ExpectedError(string Flow, string? Step = null, string? Code = null, string? Message = null, int? Count = null);
