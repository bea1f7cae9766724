using System.Text.Json;
using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Components.Tests.Conformance;

/// <summary>
/// What the original did, in our words. These mappings are no differences in behaviour:
/// 1: <c>ack</c> is "acknowledged", after a rebound "parked"; <c>reject</c> is "failed"; neither is "never".
/// 2: what left the original after its acknowledgement stands before the end, since ours commits when the script is done.
/// 3: a rebound waits by our schedule. 4: a snapshot event is shown as the snapshot that it leaves.
/// 5: an <c>id</c> in a message is its id, and no longer part of its content. 6: of an error message, name, text and input count, and whether it has a stack.
/// 7: of the log, the script's own lines from <c>info</c> on.
/// </summary>
internal static class OriginalOutcome
{
    // Lines that the original's own code writes in the name of the component.
    private static readonly HashSet<string> _ownLines = ["Promise failed", ThrewLine];

    private const string ThrewLine = "Error occurred during trigger or action processing";

    /// <summary>Whether the script threw, as opposed to emitting an error.</summary>
    public static bool Threw(Probe probe) => probe.Log.Any(line => TextOf(line) == ThrewLine);

    /// <summary>What the runner itself logged: its complaints about events that it passed over.</summary>
    public static IEnumerable<string> Complaints(Probe probe) => probe.Log.Where(line => line[0].GetString() == "sailor").Select(TextOf);

    /// <summary>The kind of the first event after the message was acknowledged or rejected; null when there was none.</summary>
    public static string? AfterEnd(Probe probe) =>
        probe.Events.SkipWhile(happened => !IsEnd(happened)).Skip(1).Select(NameOf).FirstOrDefault();

    private static string? NameOf(JsonElement happened) =>
        happened.Field("headers")?.TextField("snapshotEvent")
        ?? (happened.TextField("event") is { } name && name.StartsWith("publish:", StringComparison.Ordinal) ? "httpReply" : happened.TextField("event"));

    public static IReadOnlyList<Happening> Of(Probe probe, ReboundPolicy policy)
    {
        var snapshot = probe.Snapshot;
        var happenings = new List<Happening>();
        foreach (var happened in probe.Events.Where(happened => !IsEnd(happened)))
            happenings.Add(Of(probe, happened, policy, ref snapshot));
        DropUndefined(probe, happenings);
        happenings.Add(End(probe, happenings));
        if (Outcome.LeavesOf(probe.LocalSnapshot) is { } leaves)
            happenings.Add(leaves);
        happenings.AddRange(Lines(probe));
        return happenings;
    }

    private static Happening Of(Probe probe, JsonElement happened, ReboundPolicy policy, ref JsonElement? snapshot)
    {
        var kind = happened.TextField("event")!;
        var payload = happened.Field("payload") ?? default;
        var headers = happened.Field("headers") ?? default;
        switch (kind)
        {
            case "data":
                return Data(probe, payload, headers);
            case "error":
                return Error(probe, payload, headers);
            case "rebound":
                return Rebound(probe, payload, headers, policy);
            case "snapshot":
                snapshot = headers.TextField("snapshotEvent") == "updateSnapshot" && snapshot is { ValueKind: JsonValueKind.Object } former ? Merged(former, payload) : payload;
                return new Happening(Happening.Snapshot, ConformanceJson.Text(snapshot.Value));
            case "updateKeys":
                return new Happening(Happening.Keys, happened.Field("value")?.Field("keys") is { } keys ? ConformanceJson.Text(keys) : "nothing");
            case "unhandledRejection" or "uncaughtException":
                return new Happening(Happening.Unhandled, happened.TextField("detail") ?? "");
            case var reply when reply.StartsWith("publish:", StringComparison.Ordinal):
                return new Happening(Happening.Reply, ConformanceJson.Text(payload));
            default:
                throw new InvalidDataException($"Probe {probe.Name} has the unknown event {kind}.");
        }
    }

    private static Happening Data(Probe probe, JsonElement payload, JsonElement headers)
    {
        var id = headers.Field("messageId")?.ToString() ?? "";
        var isGiven = id != Family.New && payload.Field("id")?.ToString() == id;
        return new Happening(Happening.Data, ConformanceJson.MessageText(payload, isGiven ? "id" : null), Family.OfChild(probe, id, headers.TextField("parentMessageId"), headers.TextField("threadId")));
    }

    private static Happening Error(Probe probe, JsonElement payload, JsonElement headers)
    {
        var error = payload.GetProperty("error");
        var input = payload.Field("errorInput") is { } given && ConformanceJson.MessageText(given) != ConformanceJson.MessageText(probe.Message) ? $" of {ConformanceJson.MessageText(given)}" : "";
        return Happening.OfError(
            TextOrJson(error.Field("name")) ?? "Error",
            TextOrJson(error.Field("message")) ?? "",
            error.TextField("stack") != "Not Available",
            input + Family.OfChild(probe, headers.TextField("messageId") ?? "", headers.TextField("parentMessageId"), headers.TextField("threadId")));
    }

    private static Happening Rebound(Probe probe, JsonElement payload, JsonElement headers, ReboundPolicy policy)
    {
        var number = headers.GetProperty("reboundIteration").GetInt32();
        var changed = ConformanceJson.MessageText(payload) == ConformanceJson.MessageText(probe.Message) ? "" : $" with {ConformanceJson.MessageText(payload)}";
        return Happening.OfRebound(
            number,
            policy.Wait(number),
            TextOrJson(headers.Field("reboundReason")) ?? "",
            changed + Family.OfSame(probe, headers.TextField("messageId") ?? "", headers.TextField("parentMessageId"), headers.TextField("threadId")));
    }

    private static Happening End(Probe probe, List<Happening> happenings)
    {
        var end = probe.Events.FirstOrDefault(IsEnd);
        return end.ValueKind == JsonValueKind.Undefined ? Happening.Never
            : end.TextField("event") == "reject" ? Happening.Failed
            : happenings.Exists(happening => happening.Kind == Happening.Rebound) ? Happening.Parked
            : Happening.Acknowledged;
    }

    private static IEnumerable<Happening> Lines(Probe probe)
    {
        foreach (var line in probe.Log)
        {
            if (line[0].GetString() == "console")
                yield return new Happening(Happening.Log, $"info {TextOf(line)}");
            else if (line[0].GetString() == "component" && !_ownLines.Contains(TextOf(line)))
                yield return new Happening(Happening.Log, $"{LevelName(line[1].GetInt32())} {TextOf(line)}");
        }
    }

    private static string LevelName(int level) => level switch { 30 => "info", 40 => "warn", 50 => "error", 60 => "fatal", _ => level.ToString(System.Globalization.CultureInfo.InvariantCulture) };

    private static JsonElement Merged(JsonElement former, JsonElement changes)
    {
        var merged = former.EnumerateObject().ToDictionary(field => field.Name, field => field.Value);
        foreach (var field in changes.EnumerateObject())
            merged[field.Name] = field.Value;
        return JsonSerializer.SerializeToElement(merged);
    }

    // A field set to undefined is not in the event, but is gone from the snapshot.
    private static void DropUndefined(Probe probe, List<Happening> happenings)
    {
        var last = happenings.FindLastIndex(happening => happening.Kind == Happening.Snapshot);
        if (last < 0 || probe.LocalSnapshot.ValueKind != JsonValueKind.Object || !probe.Script.Contains("updateSnapshot", StringComparison.Ordinal))
            return;
        var shown = ConformanceJson.Parse(System.Text.Encoding.UTF8.GetBytes(happenings[last].Text));
        if (shown.ValueKind == JsonValueKind.Object && probe.LocalSnapshot.EnumerateObject().All(field => shown.Field(field.Name) is { } same && ConformanceJson.Text(same) == ConformanceJson.Text(field.Value)))
            happenings[last] = happenings[last] with { Text = ConformanceJson.Text(probe.LocalSnapshot) };
    }

    private static string? TextOrJson(JsonElement? value) =>
        value is not { } given ? null : given.ValueKind == JsonValueKind.String ? given.GetString() : ConformanceJson.Text(given);

    private static string TextOf(JsonElement line) => line[2].ToString();

    private static bool IsEnd(JsonElement happened) => happened.TextField("event") is "ack" or "reject";
}
