using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Redacting;

namespace CodeStepHost.Testing.Running;

/// <summary>
/// A result as JSON in a fixed order, without what is empty, so that a difference is one in what the step did. Bodies keep the order in which the
/// script wrote them.
/// </summary>
internal static partial class OutcomeJson
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 300,
    };

    public static string Write(StepResult result) => Write(json => Write(json, result));

    /// <summary>Several messages, one after another.</summary>
    public static string Write(StepOutcomes outcomes) => outcomes is { HasLater: false, Rows: null, Results: [var only] } ? Write(only.Result) : Write(json =>
    {
        json.WriteStartObject();
        if (outcomes.HasLater)
        {
            List(json, "messages", outcomes.Results, static (json, ran) =>
            {
                json.WriteStartObject();
                json.WriteString("message", ran.Message);
                json.WriteString("at", Moment(ran.At));
                WriteMembers(json, ran.Result);
                json.WriteEndObject();
            });
        }
        else
        {
            WriteMembers(json, outcomes.Results[0].Result);
        }

        if (outcomes.Rows is { } rows)
        {
            json.WritePropertyName("after");
            WriteNode(json, rows);
        }

        json.WriteEndObject();
    });

    private static string Write(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
            write(json);
        return Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)) + "\n";
    }

    private static void Write(Utf8JsonWriter json, StepResult result)
    {
        json.WriteStartObject();
        WriteMembers(json, result);
        json.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter json, StepResult result)
    {
        json.WriteString("end", result.End.ToString().ToLowerInvariant());
        List(json, "emitted", result.Emitted, WriteMessage);
        if (result.Rebound is { } rebound)
            WriteRebound(json, rebound);
        List(json, "errors", result.Errors, WriteError);
        if (result.Handled)
            json.WriteBoolean("handled", value: true);
        if (result.Snapshot is { } snapshot)
        {
            json.WritePropertyName("snapshot");
            WriteNode(json, snapshot.Value);
        }

        if (result.Keys.Count > 0)
        {
            json.WriteStartObject("keys");
            foreach (var key in result.Keys)
                json.WriteString(key, Redactor.Placeholder(key));
            json.WriteEndObject();
        }

        if (result.Reply is { } reply)
        {
            json.WritePropertyName("reply");
            WriteNode(json, reply);
        }

        List(json, "comesBack", result.WakeUps, static (json, at) => json.WriteStringValue(Moment(at)));
        List(json, "statements", result.Statements, WriteStatement);
        List(json, "http", result.Http, WriteCall);
        List(json, "logs", result.Logs, static (json, line) => json.WriteStringValue($"{line.Level.ToString().ToLowerInvariant()}: {line.Text}"));
    }

    private static void WriteStatement(Utf8JsonWriter json, StatementMade statement)
    {
        json.WriteStartObject();
        json.WriteString("connection", statement.Connection);
        json.WriteString("sql", statement.Sql);
        if (statement.Parameters.Count > 0)
        {
            json.WritePropertyName("parameters");
            statement.Parameters.WriteTo(json, BodyText.Plain);
        }

        json.WriteEndObject();
    }

    private static void WriteMessage(Utf8JsonWriter json, EmittedMessage message)
    {
        json.WriteStartObject();
        if (message.Id is { } id)
            json.WriteString("id", id);
        if (message.To is { } steps)
            List(json, "to", steps, static (json, step) => json.WriteStringValue(step));
        foreach (var (name, value) in message.Content.AsObject())
        {
            // Headers are there in every message, mostly without any in them.
            if (name == "headers" && value is System.Text.Json.Nodes.JsonObject { Count: 0 })
                continue;
            json.WritePropertyName(name);
            WriteNode(json, value);
        }

        json.WriteEndObject();
    }

    private static void WriteRebound(Utf8JsonWriter json, Rebound rebound)
    {
        json.WriteStartObject("rebound");
        json.WriteString("reason", rebound.Reason);
        json.WriteNumber("number", rebound.Number);
        json.WriteNumber("of", rebound.Of);
        json.WriteString("wait", Duration.Format(rebound.Wait));
        json.WriteString("next", Moment(rebound.Next));
        List(json, "besides", rebound.Besides, WriteError);
        json.WriteEndObject();
    }

    private static void WriteError(Utf8JsonWriter json, StepError error)
    {
        json.WriteStartObject();
        json.WriteString("name", error.Name);
        json.WriteString("message", Stable(error));
        if (error.Code is { } code)
            json.WriteString("code", code);
        if (error.StatusCode is { } status)
            json.WriteNumber("statusCode", status);
        var place = PlaceOf(error);
        if (place is not null)
            json.WriteString("at", place);
        if (Frames(error) is var frames && (frames.Count != 1 || frames[0] != $"at {place}"))
            List(json, "stack", frames, static (json, frame) => json.WriteStringValue(frame));
        if (error.Cause is { } cause)
        {
            json.WritePropertyName("cause");
            WriteError(json, cause);
        }

        json.WriteEndObject();
    }

    private static void WriteCall(Utf8JsonWriter json, HttpCallMade call)
    {
        json.WriteStartObject();
        json.WriteString("call", $"{call.Method} {call.Url}");
        if (call.Headers.Count > 0)
        {
            json.WriteStartObject("headers");
            foreach (var header in call.Headers.GroupBy(header => header.Key.ToLowerInvariant(), header => header.Value, StringComparer.Ordinal).OrderBy(header => header.Key, StringComparer.Ordinal))
                json.WriteString(header.Key, string.Join(", ", header));
            json.WriteEndObject();
        }

        if (call.Body is { } body)
        {
            json.WritePropertyName("body");
            WriteNode(json, body);
        }

        json.WriteString("answer", call.Answer);
        json.WriteEndObject();
    }

    private static void List<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> values, Action<Utf8JsonWriter, T> write)
    {
        if (values.Count == 0)
            return;
        json.WriteStartArray(name);
        foreach (var value in values)
            write(json, value);
        json.WriteEndArray();
    }

    private static void WriteNode(Utf8JsonWriter json, System.Text.Json.Nodes.JsonNode? node)
    {
        if (node is null)
            json.WriteNullValue();
        else
            node.WriteTo(json, BodyText.Plain);
    }

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFZ", CultureInfo.InvariantCulture);

    private static string? PlaceOf(StepError error) =>
        error.File is null ? null : string.Create(CultureInfo.InvariantCulture, $"{error.File}{(error.Line is { } line ? $":{line}" : "")}{(error.Column is { } column ? $":{column}" : "")}");

    /// <summary>The stack's lines, without name and message, which stand above it.</summary>
    private static List<string> Frames(StepError error) =>
        [.. (error.Stack ?? "").ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("at ", StringComparison.Ordinal))];

    /// <summary>A script that had to be killed ran a moment longer than its limit, never the same.</summary>
    private static string Stable(StepError error) =>
        error.Code == ErrorCodes.TimeLimit ? RanFor().Replace(error.Message, "ran for too long") : error.Message;

    [GeneratedRegex(@"ran for \d+\.\d s", RegexOptions.None, 1000)]
    private static partial Regex RanFor();
}
