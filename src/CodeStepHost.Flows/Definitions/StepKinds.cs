namespace CodeStepHost.Flows.Definitions;

/// <summary>The values of a step's <c>uses</c>.</summary>
public static class StepKinds
{
    public const string Webhook = "webhook";
    public const string Schedule = "schedule";
    public const string Timer = "timer";
    public const string Manual = "manual";
    public const string Directory = "directory";
    public const string Code = "code";
    public const string DatabaseSelect = "database.select";
    public const string DatabaseLookup = "database.lookup";
    public const string DatabaseInsert = "database.insert";
    public const string DatabaseUpsert = "database.upsert";
    public const string DatabaseDelete = "database.delete";
    public const string DatabaseQuery = "database.query";
    public const string DatabaseCall = "database.call";
    public const string HttpRequest = "http.request";
    public const string Filter = "filter";
    public const string Route = "route";
    public const string Split = "split";
    public const string Transform = "transform";
    public const string Aggregate = "aggregate";
    public const string Configuration = "configuration";
    public const string Reply = "reply";

    /// <summary>Every kind that this host runs, triggers first.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Webhook, Schedule, Timer, Manual, Directory,
        Code, DatabaseSelect, DatabaseLookup, DatabaseInsert, DatabaseUpsert, DatabaseDelete, DatabaseQuery, DatabaseCall, HttpRequest,
        Filter, Route, Split, Transform, Aggregate, Configuration, Reply,
    ];

    /// <summary>Whether messages enter a flow at a step of this kind.</summary>
    public static bool IsTrigger(string uses) => uses is Webhook or Schedule or Timer or Manual or Directory;

    /// <summary>Whether a step of this kind does what JSONata expressions in its config say, and nothing else. Other kinds may have expressions besides.</summary>
    public static bool HasExpressions(string uses) => uses is Filter or Route or Split or Transform;
}
