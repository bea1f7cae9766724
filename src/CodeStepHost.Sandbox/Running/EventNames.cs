namespace CodeStepHost.Sandbox.Running;

/// <summary>The events that a script may emit, in either language.</summary>
internal static class EventNames
{
    public const string Data = "data";
    public const string Error = "error";
    public const string Rebound = "rebound";
    public const string Snapshot = "snapshot";
    public const string UpdateSnapshot = "updateSnapshot";
    public const string UpdateKeys = "updateKeys";
    public const string HttpReply = "httpReply";
    public const string End = "end";
    public const string Handled = "handled";

    /// <summary>What <c>httpReply</c> fails with when nobody waits for an answer.</summary>
    public const string NobodyWaits = "Component emitted 'httpReply' event but 'reply_to' was not found in AMQP headers";

    private static readonly string[] _all = [Data, Error, Rebound, Snapshot, UpdateSnapshot, UpdateKeys, HttpReply, End, Handled];

    public static bool Knows(string name) => Array.IndexOf(_all, name) >= 0;

    /// <summary>Why an event is refused, naming the known ones and the nearest.</summary>
    public static string Unknown(string name)
    {
        var nearest = NearestName.Of(Shown(name), _all);
        return $"There is no event '{Shown(name)}'{(nearest is null ? "." : $"; did you mean '{nearest}'?")} {Known}";
    }

    /// <summary>What somebody should do who wrote an unknown event: the nearest one, or all.</summary>
    public static string SuggestionFor(string name) => NearestName.Of(Shown(name), _all) is { } nearest ? $"Did you mean '{nearest}'?" : Known;

    /// <summary>An event's name for a message: not longer than can be read.</summary>
    public static string Shown(string name) => name.Length > 60 ? name[..60] + "…" : name;

    private static string Known => $"Known events: {string.Join(", ", _all)}.";

    /// <summary>Why nothing can be emitted any more.</summary>
    public static string AfterEnd(string name) => $"emit('{name}') came after emit('end'); nothing can be emitted after the end.";

    /// <summary>Why an event's value is refused.</summary>
    public static string Refused(string name, string problem) => $"emit('{name}'): {problem}.";

    /// <summary>Why a returned value is not sent.</summary>
    public const string ReturnedAfterEnd = "A value was returned after emit('end'); nothing can be sent after the end.";
}
