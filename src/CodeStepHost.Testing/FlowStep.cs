using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Testing.Cases;
using CodeStepHost.Testing.Running;

namespace CodeStepHost.Testing;

/// <summary>
/// A Code step to try in a test: its script runs in a real script process, on a clock that stands and on recorded HTTP answers.
/// <code>
/// var result = await FlowStep.From("prices/check-product.js")
///     .WithHttp("POST", "http://127.0.0.1:7070/hooks/shop", new { })
///     .RunAsync(new { body = new { sku = "SKU-1" } });
/// await Verify(result.ToJson(), "json");
/// </code>
/// Each <c>With…</c> gives a new step, so one can be shared by many tests.
/// </summary>
public sealed class FlowStep
{
    private static readonly JsonSerializerOptions AsScriptsSeeIt = new(JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 256 };

    private readonly FlowPackage _package;
    private readonly FlowDefinition _flow;
    private readonly StepDefinition _step;
    private readonly CaseInput _input;
    private readonly Uri _hostUrl;

    private FlowStep(FlowPackage package, FlowDefinition flow, StepDefinition step, CaseInput input, Uri hostUrl)
    {
        _package = package;
        _flow = flow;
        _step = step;
        _input = input;
        _hostUrl = hostUrl;
    }

    /// <summary>A step of a flow folder.</summary>
    /// <param name="path">
    /// A flow folder, or a script of one; relative to the test's source file, else to the current directory. A script outside of any flow folder is
    /// a flow of its own, with the files beside it.
    /// </param>
    /// <param name="step">The step's name; can be left out when the script is that of one step, or the folder has one script.</param>
    /// <exception cref="ArgumentException">There is no such script or step, or the flow has errors; the message lists them.</exception>
    public static FlowStep From(string path, string? step = null, [CallerFilePath] string source = "")
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var (folder, script) = StepFolder.Find(path, source);
        var (package, flow) = StepFolder.Read(folder, script);
        return new FlowStep(package, flow, StepFolder.Choose(flow, script, step), new CaseInput(), new Uri(HostSettings.DefaultOf(folder).Listen));
    }

    /// <summary>Lays members over the step's <c>config</c>, one level deep.</summary>
    /// <param name="config">An object, or its JSON.</param>
    public FlowStep WithConfig(object config) => With(_input with { Config = Object(config, nameof(config)) });

    /// <summary>Lays values over the flow's variables.</summary>
    public FlowStep WithVariables(IReadOnlyDictionary<string, string> variables) => With(_input with { Variables = variables });

    /// <summary>The snapshot that the step finds.</summary>
    /// <param name="snapshot">Any value that can be JSON; a text is JSON already.</param>
    public FlowStep WithSnapshot(object snapshot) => With(_input with { Snapshot = Json(snapshot, nameof(snapshot)) });

    /// <summary>The step's stored credential, whose members are laid over its config.</summary>
    public FlowStep WithKeys(object keys) => With(_input with { Keys = Object(keys, nameof(keys)) });

    /// <summary>What the script's clock reads; without it, the beginning of 2026. It moves by the script's own timers only.</summary>
    public FlowStep At(DateTimeOffset clock) => With(_input with { Clock = clock.ToUniversalTime() });

    /// <summary>Where random numbers and uuids start; without it, 1.</summary>
    public FlowStep WithSeed(ulong seed) => With(_input with { Seed = seed });

    /// <summary>How often the message has rebounded before.</summary>
    public FlowStep AfterRebounds(int rebounds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rebounds);
        return With(_input with { Rebounds = rebounds });
    }

    /// <summary>An HTTP caller waits for an <c>httpReply</c>.</summary>
    public FlowStep WithCaller() => With(_input with { HasCaller = true });

    /// <summary>Answers one HTTP call.</summary>
    /// <param name="method">GET, POST…</param>
    /// <param name="url">With its query.</param>
    /// <param name="body">A text is sent as it is, anything else as JSON; null: none.</param>
    /// <param name="requestBody">What the call must send; null: anything.</param>
    public FlowStep WithHttp(string method, string url, object? body = null, int status = 200, object? requestBody = null)
    {
        byte[] bytes = body switch
        {
            null => [],
            string text => Encoding.UTF8.GetBytes(text),
            _ => JsonSerializer.SerializeToUtf8Bytes(body, AsScriptsSeeIt),
        };
        KeyValuePair<string, string>[] headers = body is null or string ? [] : [new("content-type", "application/json")];
        JsonElement? wanted = requestBody is null ? null : JsonSerializer.SerializeToElement(requestBody, AsScriptsSeeIt);
        return WithAnswer(new RecordedAnswer(Method(method), url, wanted, new RecordedResponse(status, headers, bytes), Error: null));
    }

    /// <summary>Lets one HTTP call have no answer.</summary>
    /// <param name="code"><c>ECONNREFUSED</c>, <c>ETIMEDOUT</c>, <c>ENOTFOUND</c>…</param>
    public FlowStep WithHttpError(string method, string url, string code, string? message = null) =>
        WithAnswer(new RecordedAnswer(Method(method), url, RequestBody: null, Response: null, new RecordedError(code, message ?? code)));

    /// <summary>Runs the step on a message.</summary>
    /// <param name="message">An object with <c>body</c>, and <c>headers</c>, <c>id</c> and others as you like; or its JSON.</param>
    /// <exception cref="ArgumentException">The message is no JSON object with a <c>body</c>.</exception>
    /// <exception cref="InvalidOperationException">The script made an HTTP call that no answer was given for; or there is no script process beside the tests.</exception>
    public async Task<StepResult> RunAsync(object message, CancellationToken cancellationToken = default)
    {
        var json = Object(message, nameof(message));
        using (var document = JsonDocument.Parse(json, BodyText.Deep))
        {
            if (!document.RootElement.TryGetProperty("body", out _))
                throw new ArgumentException("A message is an object with a body, such as new { body = new { sku = 1 } }.", nameof(message));
        }

        byte[] asCase = [.. "{\"message\":"u8, .. json.Span, .. "}"u8];
        var read = CaseInputReader.Read(asCase, nameof(message), out var problems)
            ?? throw new ArgumentException($"The message cannot be used: {problems[0].Message}", nameof(message));
        var input = _input with { Content = read.Content, MessageId = read.MessageId };
        var result = await new StepStage(SharedProcesses.Pool).RunAsync(CaseStep.Of(_package, _flow, _step, input, _hostUrl), cancellationToken).ConfigureAwait(false);
        return result.UnexpectedCalls.Count == 0
            ? result
            : throw new InvalidOperationException($"The script made HTTP calls that the test has no answer for; give one by WithHttp: {string.Join("; ", result.UnexpectedCalls)}");
    }

    private FlowStep With(CaseInput input) => new(_package, _flow, _step, input, _hostUrl);

    private FlowStep WithAnswer(RecordedAnswer answer) => With(_input with { Http = [.. _input.Http, answer] });

    private static string Method(string method)
    {
        ArgumentException.ThrowIfNullOrEmpty(method);
        return method.ToUpperInvariant();
    }

    private static ReadOnlyMemory<byte> Object(object value, string parameter)
    {
        var json = Json(value, parameter);
        using var document = JsonDocument.Parse(json, BodyText.Deep);
        return document.RootElement.ValueKind == JsonValueKind.Object ? json : throw new ArgumentException("This must be a JSON object.", parameter);
    }

    private static ReadOnlyMemory<byte> Json(object value, string parameter)
    {
        ArgumentNullException.ThrowIfNull(value, parameter);
        if (value is not string text)
            return JsonSerializer.SerializeToUtf8Bytes(value, AsScriptsSeeIt);
        try
        {
            using var document = JsonDocument.Parse(text, BodyText.Deep);
            return Encoding.UTF8.GetBytes(text);
        }
        catch (JsonException exception)
        {
            throw new ArgumentException($"This text is no JSON: {exception.Message}", parameter, exception);
        }
    }
}
