using System.Text.Json.Nodes;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;
using CodeStepHost.Testing.Running;

namespace CodeStepHost.Testing;

/// <summary>All that came of one message in one step: what a host would have committed, and what passed at once (log lines, a reply, HTTP calls).</summary>
public sealed record StepResult
{
    /// <summary>What became of the message.</summary>
    public required StepEnd End { get; init; }

    /// <summary>The messages for the following steps, in the order in which they were emitted. What was dropped, because the script threw, is not among them.</summary>
    public IReadOnlyList<EmittedMessage> Emitted { get; init; } = [];

    /// <summary>The rebound, when the message was parked.</summary>
    public Rebound? Rebound { get; init; }

    /// <summary>What a host would have recorded, when the message failed; at least one then.</summary>
    public IReadOnlyList<StepError> Errors { get; init; } = [];

    /// <summary>The first of <see cref="Errors"/>.</summary>
    public StepError? Error => Errors.Count > 0 ? Errors[0] : null;

    /// <summary>Whether an Error-Handling step closed the error that its message told it of.</summary>
    public bool Handled { get; init; }

    /// <summary>The step's new snapshot; null when it did not change.</summary>
    public SnapshotChange? Snapshot { get; init; }

    /// <summary>Names of the members of the step's stored credential that were set, with their values left out: they are secrets.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>The answer to the waiting HTTP caller: <c>{ statusCode, body, headers }</c>.</summary>
    public JsonNode? Reply { get; init; }

    /// <summary>What the script logged.</summary>
    public IReadOnlyList<LoggedLine> Logs { get; init; } = [];

    /// <summary>The HTTP calls that the script made.</summary>
    public IReadOnlyList<HttpCallMade> Http { get; init; } = [];

    /// <summary>Calls for which no answer was given beforehand: the script was told so by an error, and a test should fail.</summary>
    public IReadOnlyList<string> UnexpectedCalls { get; init; } = [];

    /// <summary>Answers that no call asked for.</summary>
    public IReadOnlyList<string> UnusedAnswers { get; init; } = [];

    /// <summary>The statements that a database step ran.</summary>
    public IReadOnlyList<StatementMade> Statements { get; init; } = [];

    /// <summary>When messages come back that the step left for itself: an <c>aggregate</c>'s groups whose time is over then.</summary>
    public IReadOnlyList<DateTimeOffset> WakeUps { get; init; } = [];

    /// <summary>Statements for which no result was given beforehand; a test should fail.</summary>
    public IReadOnlyList<string> UnexpectedStatements { get; init; } = [];

    /// <summary>The result as indented JSON in a fixed order, without what is empty: what a snapshot test compares.</summary>
    public string ToJson() => OutcomeJson.Write(this);

    /// <summary>As <see cref="ToJson"/>.</summary>
    public override string ToString() => ToJson();
}

/// <summary>What became of a message in a step.</summary>
public enum StepEnd
{
    /// <summary>The message is done.</summary>
    Acknowledged = 0,

    /// <summary>The message is parked, and comes back.</summary>
    Parked = 1,

    /// <summary>The message waits on the errors list.</summary>
    Failed = 2,
}

/// <summary>A message for the following steps.</summary>
/// <param name="Id">The id that the script gave it; null: the host makes one.</param>
/// <param name="Content">The whole message: <c>body</c>, <c>headers</c> and what else it has.</param>
public sealed record EmittedMessage(string? Id, JsonNode Content)
{
    /// <summary>The steps that it goes to, where the step chose some; null: all that follow.</summary>
    public IReadOnlyList<string>? To { get; init; }

    /// <summary>Its body.</summary>
    public JsonNode? Body => Content["body"];

    /// <summary>Its headers.</summary>
    public JsonNode? Headers => Content["headers"];
}

/// <summary>A statement that a database step ran.</summary>
/// <param name="Connection">The connection's name.</param>
/// <param name="Sql">With the parameters by name.</param>
/// <param name="Parameters">What is bound to them.</param>
public sealed record StatementMade(string Connection, string Sql, JsonObject Parameters);

/// <summary>A parked message.</summary>
/// <param name="Reason">What the script said.</param>
/// <param name="Number">Which rebound of the message it is, from 1.</param>
/// <param name="Of">How many there may be.</param>
/// <param name="Wait">How long it is parked.</param>
/// <param name="Next">When it comes back.</param>
public sealed record Rebound(string Reason, int Number, int Of, TimeSpan Wait, DateTimeOffset Next)
{
    /// <summary>Errors that the script emitted or threw besides: logged, not recorded.</summary>
    public IReadOnlyList<StepError> Besides { get; init; } = [];
}

/// <summary>A step's new snapshot.</summary>
/// <param name="Value">Any JSON; null is JSON's null.</param>
public sealed record SnapshotChange(JsonNode? Value);

/// <summary>A line that a script logged.</summary>
public sealed record LoggedLine(StepLogLevel Level, string Text);

/// <summary>An HTTP call that a script made.</summary>
/// <param name="Url">With its query.</param>
/// <param name="Headers">As the script gave them; values of headers that carry secrets are left out.</param>
/// <param name="Body">JSON where it is JSON, else its text, else base64.</param>
/// <param name="Answer">The status, or the code of the error.</param>
public sealed record HttpCallMade(string Method, string Url, IReadOnlyList<KeyValuePair<string, string>> Headers, JsonNode? Body, string Answer);
