using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Components.Database;

/// <summary>Which rows become which messages.</summary>
internal enum RowEmission
{
    /// <summary>Each row is a message.</summary>
    Each,

    /// <summary>All rows together are one.</summary>
    All,

    /// <summary>The only row is one; none, or a second, is an error.</summary>
    Single,
}

/// <summary>A database step's config, read and checked as far as that goes without a database.</summary>
internal sealed record DatabaseSettings
{
    private const string Connections = "connection";

    private static readonly Dictionary<string, string[]> s_known = new()
    {
        [StepKinds.DatabaseSelect] = [Connections, "sql", "emit", "missing", "timeout"],
        [StepKinds.DatabaseQuery] = [Connections, "sql", "emit", "missing", "timeout"],
        [StepKinds.DatabaseCall] = [Connections, "procedure", "arguments", "missing", "timeout"],
        [StepKinds.DatabaseLookup] = [Connections, "sql", "table", "key", "columns", "as", "notFound", "missing", "timeout"],
        [StepKinds.DatabaseInsert] = [Connections, "table", "columns", "rebound", "timeout"],
        [StepKinds.DatabaseUpsert] = [Connections, "table", "key", "columns", "rebound", "timeout"],
        [StepKinds.DatabaseDelete] = [Connections, "table", "key", "rebound", "timeout"],
    };

    public required string Uses { get; init; }

    public required string Connection { get; init; }

    public string? Sql { get; init; }

    public string Table { get; init; } = "";

    public string Procedure { get; init; } = "";

    /// <summary>The procedure's arguments, in order: its name for each, and what it is given.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Arguments { get; init; } = [];

    public IReadOnlyList<string> Key { get; init; } = [];

    public IReadOnlyList<string> Columns { get; init; } = [];

    public RowEmission Emit { get; init; }

    /// <summary>The member of the incoming body that a lookup puts its row into; null: the row is the body.</summary>
    public string? As { get; init; }

    /// <summary>Whether a lookup that finds nothing emits, rather than being an error.</summary>
    public bool EmitsNotFound { get; init; }

    /// <summary>Whether a variable that the body lacks is NULL, rather than an error.</summary>
    public bool MissingIsNull { get; init; }

    /// <summary>Whether a lock of the engine parks the message.</summary>
    public bool Rebound { get; init; }

    /// <summary>The time that one message may take; the step's <c>limits.time</c> holds besides.</summary>
    public TimeSpan? Timeout { get; init; }

    public static bool Knows(string uses) => s_known.ContainsKey(uses);

    /// <exception cref="StepFailedException">A setting is wrong.</exception>
    public static DatabaseSettings Read(StepDefinition step)
    {
        var known = s_known[step.Uses];
        using var config = new ConfigReader(step, known);
        var settings = new DatabaseSettings
        {
            Uses = step.Uses,
            Connection = config.Required(Connections),
            Sql = config.Text("sql"),
            Table = config.Text("table") ?? "",
            Procedure = step.Uses == StepKinds.DatabaseCall ? config.Required("procedure") : "",
            Arguments = config.Texts("arguments"),
            Key = config.Names("key"),
            Columns = config.Names("columns"),
            Emit = EmissionOf(step.Uses, config),
            As = config.Text("as"),
            EmitsNotFound = config.Choice("notFound", "error", "emit") != "error",
            MissingIsNull = config.Choice("missing", "error", "null") == "null",
            Rebound = config.Flag("rebound"),
            Timeout = config.Duration("timeout"),
        };

        if (step.Uses == StepKinds.DatabaseCall)
            return settings;
        if (settings.Sql is null && !known.Contains("table"))
            throw config.Wrong("sql", "is missing");
        if (settings.Sql is null && settings.Table.Length == 0)
            throw config.Wrong("table", known.Contains("sql") ? "is missing: a lookup has either sql, or table and key" : "is missing");
        if (settings.Sql is null && settings.Key.Count == 0 && known.Contains("key"))
            throw config.Wrong("key", "is missing");
        if (settings.Sql is not null && settings.Table.Length > 0)
            throw config.Wrong("sql", "and config.table are both given; one of them must go");
        return settings;
    }

    private static RowEmission EmissionOf(string uses, ConfigReader config)
    {
        var word = uses == StepKinds.DatabaseQuery ? config.Choice("emit", "all", "each", "single") : config.Choice("emit", "each", "all", "single");
        return word switch { "all" => RowEmission.All, "single" => RowEmission.Single, _ => RowEmission.Each };
    }
}
