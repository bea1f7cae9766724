using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Definitions.Reading;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Testing.Running;

namespace CodeStepHost.Testing.Cases;

/// <summary>Reads the <c>input.json</c> of a case. Unknown members are refused: a misspelt one would test something else.</summary>
internal sealed partial class CaseInputReader
{
    /// <summary>The stable code of everything that is wrong with an input.</summary>
    public const string Code = "test.input";

    private const string SmallestCase = "the smallest case is { \"message\": { \"body\": {} } }";
    private const int MostRebounds = 1000;
    private const int MostTimes = 1000;

    private readonly JsonPlaces _json;
    private readonly ProblemList _problems;

    private CaseInputReader(JsonPlaces json, ProblemList problems)
    {
        _json = json;
        _problems = problems;
    }

    private delegate void Take(JsonPlaces.Value value);

    /// <summary>Reads an input.</summary>
    /// <param name="text">UTF-8, without a byte order mark.</param>
    /// <param name="file">How problems call it.</param>
    /// <param name="problems">All that is wrong; nothing when an input is returned.</param>
    public static CaseInput? Read(byte[] text, string file, out IReadOnlyList<FlowProblem> problems)
    {
        var list = new ProblemList(file);
        if (text.AsSpan().TrimStart(" \t\r\n"u8).IsEmpty)
        {
            list.Error(SourcePlace.Start, Code, $"the file is empty; {SmallestCase}");
            problems = list.InOrder();
            return null;
        }

        var json = new JsonPlaces(text);
        CaseInput? input = null;
        try
        {
            input = new CaseInputReader(json, list).ReadTop(json.Top());
        }
        catch (JsonException exception)
        {
            // Its own words end with a place counted from 0.
            var what = exception.Message.Split(" LineNumber:")[0].Split(" Path:")[0];
            list.Error(new SourcePlace((int)(exception.LineNumber ?? 0) + 1, (int)(exception.BytePositionInLine ?? 0) + 1), Code, $"this is not JSON: {what}");
        }

        problems = list.InOrder();
        return list.HasErrors ? null : input;
    }

    private CaseInput ReadTop(JsonPlaces.Value top)
    {
        var input = new CaseInput();
        StepError? error = null;
        string? failedStep = null;
        var errorInput = "{}"u8.ToArray().AsMemory();
        var hasMessage = false;
        ReadObject(top, "the case", new()
        {
            ["$schema"] = value => Text(value, "$schema"),
            ["description"] = value => Text(value, "description"),
            ["step"] = value => input = input with { Step = Text(value, "step") },
            ["message"] = value =>
            {
                hasMessage = true;
                input = ReadMessage(value, input);
            },
            ["messages"] = value =>
            {
                hasMessage = true;
                input = ReadMessages(value, input);
            },
            ["error"] = value => error = ReadError(value, out failedStep),
            ["errorInput"] = value =>
            {
                if (Is(value, JsonTokenType.StartObject, "errorInput", "an object such as { \"body\": {} }"))
                    errorInput = WithDefaults(value, out _);
            },
            ["config"] = value => input = input with { Config = Object(value, "config") },
            ["snapshot"] = value => input = input with { Snapshot = _json.Raw(value) },
            ["keys"] = value => input = input with { Keys = Object(value, "keys") ?? default },
            ["variables"] = value => input = input with { Variables = ReadVariables(value) },
            ["clock"] = value => input = input with { Clock = ReadClock(value) },
            ["seed"] = value => input = input with { Seed = (ulong)Integer(value, "seed", 0, long.MaxValue, (long)StepInput.DefaultSeed) },
            ["rebounds"] = value => input = input with { Rebounds = (int)Integer(value, "rebounds", 0, MostRebounds, 0) },
            ["caller"] = value => input = input with { HasCaller = Boolean(value, "caller") },
            ["limits"] = value => ReadObject(value, "limits", new() { ["time"] = time => input = input with { TimeLimit = ReadDuration(time) } }),
            ["http"] = value => input = input with { Http = ReadHttp(value) },
            ["env"] = value => input = input with { Environment = ReadTexts(value, "env") },
            ["database"] = value => input = input with { Database = ReadDatabase(value) },
        });
        if (input.Later is not null && _json.Members(top).Any(member => member.Name == "message"))
            Report(top.Start, "`message` and `messages` exclude each other: write the one message, or all of them");
        if (error is not null && hasMessage)
            Report(top.Start, "`message` and `error` exclude each other: an Error-Handling step's message is made of `error` and `errorInput`");
        else if (error is not null)
            input = input with { Failure = new FailureTold(error, failedStep ?? "failed-step", errorInput) };
        else if (!hasMessage && top.Kind == JsonTokenType.StartObject)
            Report(top.Start, $"the key `message` is missing; {SmallestCase}");
        return input;
    }

    private CaseInput ReadMessage(JsonPlaces.Value value, CaseInput input)
    {
        if (!Is(value, JsonTokenType.StartObject, "message", "an object such as { \"body\": {} }"))
            return input;
        var content = WithDefaults(value, out var id);
        return input with { MessageId = id, Content = content };
    }

    /// <summary>A message as a host stores it: with body and headers, and without its id, which it has beside.</summary>
    private byte[] WithDefaults(JsonPlaces.Value message, out string? id)
    {
        id = null;
        var members = _json.Members(message);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 300 }))
        {
            json.WriteStartObject();
            foreach (var member in members)
            {
                if (member.Name == "id" && member.Value.Kind == JsonTokenType.String)
                {
                    id = _json.Text(member.Value);
                    continue;
                }

                json.WritePropertyName(member.Name);
                json.WriteRawValue(_json.Raw(member.Value).Span, skipInputValidation: true);
            }

            foreach (var name in (string[])["body", "headers"])
            {
                if (members.Any(member => member.Name == name))
                    continue;
                json.WriteStartObject(name);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private StepError ReadError(JsonPlaces.Value value, out string? step)
    {
        var error = new StepError("Error", "");
        string? named = null;
        ReadObject(value, "error", new()
        {
            ["name"] = text => error = error with { Name = Text(text, "name") ?? "Error" },
            ["message"] = text => error = error with { Message = Text(text, "message") ?? "" },
            ["code"] = text => error = error with { Code = Text(text, "code") },
            ["statusCode"] = number => error = error with { StatusCode = (int)Integer(number, "statusCode", 0, int.MaxValue, 0) },
            ["stack"] = text => error = error with { Stack = Text(text, "stack") },
            ["step"] = text => named = Text(text, "step"),
            ["cause"] = cause => error = error with { Cause = ReadError(cause, out _) },
        });
        step = named;
        return error;
    }

    private Dictionary<string, string> ReadVariables(JsonPlaces.Value value)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!Is(value, JsonTokenType.StartObject, "variables", "an object of names with texts, numbers or booleans"))
            return variables;
        foreach (var member in _json.Members(value))
        {
            if (member.Value.Kind is JsonTokenType.StartObject or JsonTokenType.StartArray or JsonTokenType.Null)
                Report(member.Value.Start, $"the variable {Quote.Text(member.Name)} must be a text, a number or a boolean");
            else
                variables[member.Name] = member.Value.Kind == JsonTokenType.String ? _json.Text(member.Value) : Encoding.UTF8.GetString(_json.Raw(member.Value).Span);
        }

        return variables;
    }

    private List<RecordedAnswer> ReadHttp(JsonPlaces.Value value)
    {
        var answers = new List<RecordedAnswer>();
        if (!Is(value, JsonTokenType.StartArray, "http", "a list of calls with their answers"))
            return answers;
        foreach (var element in _json.Elements(value))
        {
            (string Method, string Url, JsonElement? Body)? request = null;
            RecordedResponse? response = null;
            RecordedError? error = null;
            var times = 1;
            ReadObject(element, "an entry of http", new()
            {
                ["request"] = part => request = ReadRequest(part),
                ["response"] = part => response = ReadResponse(part),
                ["error"] = part => error = ReadCallError(part),
                ["times"] = part => times = (int)Integer(part, "times", 1, MostTimes, 1),
            });
            if (element.Kind != JsonTokenType.StartObject)
                continue;
            if (request is not { } asked)
                Report(element.Start, "an entry of `http` needs `request`, such as { \"method\": \"GET\", \"url\": \"https://…\" }");
            else if (response is null == error is null)
                Report(element.Start, "an entry of `http` needs either `response` or `error`");
            else
                answers.AddRange(Enumerable.Repeat(new RecordedAnswer(asked.Method, asked.Url, asked.Body, response, error), times));
        }

        return answers;
    }

    private (string Method, string Url, JsonElement? Body)? ReadRequest(JsonPlaces.Value value)
    {
        var method = "GET";
        string? url = null;
        JsonElement? body = null;
        ReadObject(value, "request", new()
        {
            ["method"] = part => method = (Text(part, "method") ?? method).ToUpperInvariant(),
            ["url"] = part => url = Text(part, "url"),
            ["body"] = part => body = JsonDocument.Parse(_json.Raw(part), BodyText.Deep).RootElement,
        });
        if (url is null && value.Kind == JsonTokenType.StartObject)
            Report(value.Start, "`request` needs a `url`");
        return url is null ? null : (method, url, body);
    }

    private RecordedResponse ReadResponse(JsonPlaces.Value value)
    {
        var status = 200;
        var headers = new List<KeyValuePair<string, string>>();
        byte[] body = [];
        var isJson = false;
        ReadObject(value, "response", new()
        {
            ["status"] = part => status = (int)Integer(part, "status", 100, 999, 200),
            ["headers"] = part =>
            {
                if (!Is(part, JsonTokenType.StartObject, "headers", "an object of names with texts"))
                    return;
                foreach (var header in _json.Members(part))
                    headers.Add(new(header.Name.ToLowerInvariant(), Text(header.Value, header.Name) ?? ""));
            },
            ["body"] = part =>
            {
                isJson = part.Kind != JsonTokenType.String;
                body = isJson ? _json.Raw(part).ToArray() : Encoding.UTF8.GetBytes(_json.Text(part));
            },
            ["bodyBase64"] = part =>
            {
                try
                {
                    body = Convert.FromBase64String(Text(part, "bodyBase64") ?? "");
                }
                catch (FormatException)
                {
                    Report(part.Start, "`bodyBase64` is not base64");
                }
            },
        });
        if (isJson && !headers.Exists(header => header.Key == "content-type"))
            headers.Add(new("content-type", "application/json"));
        return new RecordedResponse(status, headers, body);
    }

    private RecordedError ReadCallError(JsonPlaces.Value value)
    {
        var code = "ECONNREFUSED";
        string? message = null;
        ReadObject(value, "error", new()
        {
            ["code"] = part => code = Text(part, "code") ?? code,
            ["message"] = part => message = Text(part, "message"),
        });
        return new RecordedError(code, message ?? code);
    }

    private DateTimeOffset ReadClock(JsonPlaces.Value value)
    {
        if (value.Kind == JsonTokenType.String
            && DateTimeOffset.TryParse(_json.Text(value), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var clock))
        {
            return clock;
        }

        Report(value.Start, "`clock` must be a moment such as \"2026-01-31T12:00:00Z\"");
        return StepInput.DefaultClock;
    }

    private TimeSpan? ReadDuration(JsonPlaces.Value value)
    {
        if (value.Kind == JsonTokenType.String && Duration.TryParse(_json.Text(value), out var duration) && duration > TimeSpan.Zero)
            return duration;
        Report(value.Start, "`time` must be a duration such as \"2s\"");
        return null;
    }

    private void ReadObject(JsonPlaces.Value value, string what, Dictionary<string, Take> known)
    {
        if (!Is(value, JsonTokenType.StartObject, what, "an object"))
            return;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in _json.Members(value))
        {
            if (!seen.Add(member.Name))
                Report(member.At, $"the key {Quote.Text(member.Name)} stands here again");
            else if (known.TryGetValue(member.Name, out var take))
                take(member.Value);
            else
                ReportUnknown(member, known.Keys);
        }
    }

    private void ReportUnknown(JsonPlaces.Member member, IEnumerable<string> known)
    {
        var nearest = NearestName.Find(member.Name, known);
        var keys = nearest is null ? $"; the keys here are {Quote.List(known.Where(name => name[0] != '$'))}" : "";
        Report(member.At, $"unknown key {Quote.Text(member.Name)}{keys}", nearest);
    }

    private bool Is(JsonPlaces.Value value, JsonTokenType kind, string what, string wanted)
    {
        if (value.Kind == kind)
            return true;
        Report(value.Start, $"{(what.Contains(' ', StringComparison.Ordinal) ? what : $"`{what}`")} must be {wanted}");
        return false;
    }

    private string? Text(JsonPlaces.Value value, string key) => Is(value, JsonTokenType.String, key, "a text") ? _json.Text(value) : null;

    private ReadOnlyMemory<byte>? Object(JsonPlaces.Value value, string key) => Is(value, JsonTokenType.StartObject, key, "an object") ? _json.Raw(value) : null;

    private bool? Boolean(JsonPlaces.Value value, string key)
    {
        if (value.Kind is JsonTokenType.True or JsonTokenType.False)
            return value.Kind == JsonTokenType.True;
        Report(value.Start, $"`{key}` must be true or false");
        return null;
    }

    private long Integer(JsonPlaces.Value value, string key, long least, long most, long otherwise)
    {
        if (value.Kind == JsonTokenType.Number && long.TryParse(_json.Raw(value).Span, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        Report(value.Start, $"`{key}` must be a whole number from {least.ToString(CultureInfo.InvariantCulture)} to {most.ToString(CultureInfo.InvariantCulture)}");
        return otherwise;
    }

    private void Report(int at, string message, string? suggestion = null) => _problems.Error(_json.PlaceOf(at), Code, message, suggestion);
}
