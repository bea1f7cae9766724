using System.Text.Json;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Testing.Running;

namespace CodeStepHost.Testing.Cases;

/// <summary>Cases of several messages, and what steps other than scripts find.</summary>
internal sealed partial class CaseInputReader
{
    private const int MostMessages = 1000;

    private CaseInput ReadMessages(JsonPlaces.Value value, CaseInput input)
    {
        if (!Is(value, JsonTokenType.StartArray, "messages", "a list of messages, and of times between them such as { \"wait\": \"5m\" }"))
            return input;
        var events = new List<LaterEvent>();
        foreach (var element in _json.Elements(value))
        {
            if (!Is(element, JsonTokenType.StartObject, "an entry of messages", "a message such as { \"body\": {} }, or { \"wait\": \"5m\" }"))
                continue;
            if (_json.Members(element) is [{ Name: "wait" } wait])
            {
                if (ReadWait(wait.Value) is { } time)
                    events.Add(new LaterEvent.Wait(time));
                continue;
            }

            var content = WithDefaults(element, out var id);
            events.Add(new LaterEvent.Message(id, content));
        }

        if (events.Count > MostMessages)
            Report(value.Start, $"`messages` has more than {MostMessages} entries");
        if (events is [LaterEvent.Message first, ..])
            return input with { MessageId = first.Id, Content = first.Content, Later = events[1..] };
        Report(value.Start, "`messages` begins with a message");
        return input;
    }

    private TimeSpan? ReadWait(JsonPlaces.Value value)
    {
        if (value.Kind == JsonTokenType.String && Duration.TryParse(_json.Text(value), out var duration) && duration > TimeSpan.Zero)
            return duration;
        Report(value.Start, "`wait` must be a duration such as \"5m\"");
        return null;
    }

    private Dictionary<string, string> ReadTexts(JsonPlaces.Value value, string key)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!Is(value, JsonTokenType.StartObject, key, "an object of names with texts"))
            return texts;
        foreach (var member in _json.Members(value))
            texts[member.Name] = Text(member.Value, member.Name) ?? "";
        return texts;
    }

    private DatabaseInput? ReadDatabase(JsonPlaces.Value value)
    {
        if (value.Kind == JsonTokenType.StartArray)
            return new DatabaseInput.Recorded([.. _json.Elements(value).Select(ReadResult)]);
        if (!Is(value, JsonTokenType.StartObject, "database", "a list of what statements yield, or an object with `before` and `after`"))
            return null;
        string? before = null;
        string? after = null;
        ReadObject(value, "database", new()
        {
            ["before"] = part => before = Text(part, "before"),
            ["after"] = part => after = Text(part, "after"),
        });
        return new DatabaseInput.Made(before, after);
    }

    private RecordedResult ReadResult(JsonPlaces.Value value)
    {
        IReadOnlyList<JsonElement> rows = [];
        var affected = 0;
        JsonElement? outputs = null;
        RecordedError? error = null;
        ReadObject(value, "an entry of database", new()
        {
            ["rows"] = part => rows = ReadRows(part),
            ["affected"] = part => affected = (int)Integer(part, "affected", 0, int.MaxValue, 0),
            ["out"] = part => outputs = Is(part, JsonTokenType.StartObject, "out", "an object of arguments with values") ? Element(part) : null,
            ["error"] = part => error = ReadEngineError(part),
        });
        return new RecordedResult(rows, affected, outputs, error);
    }

    private List<JsonElement> ReadRows(JsonPlaces.Value value)
    {
        var rows = new List<JsonElement>();
        if (!Is(value, JsonTokenType.StartArray, "rows", "a list of objects"))
            return rows;
        foreach (var row in _json.Elements(value))
        {
            if (Is(row, JsonTokenType.StartObject, "an entry of rows", "an object of columns with values"))
                rows.Add(Element(row));
        }

        return rows;
    }

    private RecordedError ReadEngineError(JsonPlaces.Value value)
    {
        string? code = null;
        string? message = null;
        ReadObject(value, "error", new()
        {
            ["code"] = part => code = Text(part, "code"),
            ["message"] = part => message = Text(part, "message"),
        });
        return new RecordedError(code ?? "", message ?? code ?? "the statement failed");
    }

    private JsonElement Element(JsonPlaces.Value value) => JsonDocument.Parse(_json.Raw(value), BodyText.Deep).RootElement;
}
