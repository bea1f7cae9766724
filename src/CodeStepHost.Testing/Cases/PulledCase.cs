using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CodeStepHost.Components.Database;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Redacting;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Testing.Cases;

/// <summary>Makes a case of a failed message: all that its execution depended on, without secrets.</summary>
internal static class PulledCase
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 300,
    };

    /// <summary>The text of the case's <c>input.json</c>.</summary>
    /// <param name="error">The error, with the content of its message.</param>
    /// <param name="step">The step as it was: of the flow's version on which the message failed.</param>
    /// <param name="recording">What the host recorded; empty when nothing.</param>
    /// <param name="execution">The execution's record, for what was not recorded.</param>
    /// <param name="keys">The step's stored credential; of it only the names are written.</param>
    /// <param name="schema">Where the case finds its schema; null: nowhere.</param>
    /// <param name="leftOut">What the case lacks, for people.</param>
    public static string Text(ErrorRow error, FlowDefinition flow, StepDefinition step, ReadOnlyMemory<byte> recording, ExecutionRecord? execution, ReadOnlyMemory<byte> keys, Redactor redactor, string? schema, out IReadOnlyList<string> leftOut)
    {
        var lacks = new List<string>();
        var input = new JsonObject
        {
            ["description"] = string.Create(CultureInfo.InvariantCulture, $"Error {error.Id} of {error.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, version {error.FlowVersion}, attempt {error.Attempt}."),
            ["step"] = step.Name,
            ["message"] = Message(error),
        };

        // Of a step without a script, config is what is tested, as a script is: the flow's own of today.
        if (step.Uses == StepKinds.Code)
            input["config"] = LenientJson.Parse(System.Text.Encoding.UTF8.GetBytes(step.Config));
        if (flow.Variables.Count > 0)
            input["variables"] = new JsonObject(flow.Variables.Select(variable => KeyValuePair.Create(variable.Key, (JsonNode?)JsonValue.Create(variable.Value))));
        if (!keys.IsEmpty && LenientJson.Parse(keys) is JsonObject credential)
            input["keys"] = new JsonObject(credential.Select(key => KeyValuePair.Create(key.Key, (JsonNode?)JsonValue.Create(Redactor.Placeholder(key.Key)))));
        if (!recording.IsEmpty)
            Take(input, (JsonObject)LenientJson.Parse(recording)!, lacks);
        else
            Take(input, execution, lacks);
        TakeStatement(input, error, step, lacks);
        if (schema is not null)
            input.Insert(0, "$schema", schema);
        leftOut = lacks;
        return JsonSerializer.Serialize(redactor.WithCredential(keys).Redact(input), Indented) + "\n";
    }

    /// <summary>What the engine answered, as far as the error tells it. Errors that the host makes itself come before a statement, or of rows that nobody recorded.</summary>
    private static void TakeStatement(JsonObject input, ErrorRow error, StepDefinition step, List<string> lacks)
    {
        if (!step.Uses.StartsWith("database.", StringComparison.Ordinal))
            return;
        if (error.Error.Code is DatabaseErrorCodes.Variable or DatabaseErrorCodes.Body)
            return;
        if (error.Error.Code is DatabaseErrorCodes.Rows or ErrorCodes.MessageLimit)
            lacks.Add("rows of databases are not recorded: write as `database` what the statement gave, such as [{ \"rows\": [] }]");
        else if (error.Error.Code == ErrorCodes.TimeLimit)
            lacks.Add("the statement took too long, which no test can tell");
        else
            input["database"] = new JsonArray(new JsonObject { ["error"] = new JsonObject { ["code"] = error.Error.Code ?? "", ["message"] = error.Error.Message } });
    }

    private static JsonObject Message(ErrorRow error)
    {
        var message = new JsonObject { ["id"] = error.MessageId };
        if (LenientJson.Parse(error.Content!.Value) is JsonObject content)
        {
            foreach (var (name, value) in content.Where(member => member.Key != "id"))
                message[name] = value?.DeepClone();
        }

        return message;
    }

    private static void Take(JsonObject input, JsonObject recorded, List<string> lacks)
    {
        foreach (var (name, value) in recorded)
        {
            if (name == "leftOut")
                lacks.AddRange(value!.AsArray().Select(what => $"too large to be kept: {what}"));
            else
                input[name] = value?.DeepClone();
        }
    }

    private static void Take(JsonObject input, ExecutionRecord? execution, List<string> lacks)
    {
        lacks.Add("nothing was recorded with this error: HTTP answers, the snapshot and earlier rebounds are missing");
        if (execution is null)
            return;
        input["clock"] = execution.StartedAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture);
        input["seed"] = execution.Seed;
    }
}
