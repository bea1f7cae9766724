using System.Text.Json;
using CodeStepHost.Components.Database;
using CodeStepHost.Components.Http;
using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Components.HttpRequests;

/// <summary>What an answer becomes.</summary>
internal enum ResponseEmission
{
    /// <summary>Its body is the message's body; of pages, a list of all items.</summary>
    Body,

    /// <summary>The message's body is <c>{statusCode, headers, body}</c>.</summary>
    Response,

    /// <summary>Each item is a message.</summary>
    Each,
}

/// <summary>What becomes of a message whose request fails.</summary>
internal enum RequestErrorRule
{
    Throw,
    Rebound,
    Emit,
}

/// <summary>The config of an <c>http.request</c> step.</summary>
internal sealed record RequestSettings
{
    private const int DefaultRetries = 2;
    private const int DefaultPages = 100;

    /// <summary>The config itself, for the texts that expressions fill in.</summary>
    public required JsonElement Config { get; init; }

    public required RequestAuth? Auth { get; init; }

    public ResponseEmission Emit { get; init; }

    public string? As { get; init; }

    public bool HasItems { get; init; }

    /// <summary>The most pages; null: there are none to follow.</summary>
    public int? Pages { get; init; }

    /// <summary>Whether an expression gives the next page; otherwise the <c>Link</c> header does.</summary>
    public bool HasNext { get; init; }

    /// <summary>How often a request is tried again; null: as its method allows.</summary>
    public int? Retries { get; init; }

    public TimeSpan FirstWait { get; init; }

    public TimeSpan LongestWait { get; init; }

    public RequestErrorRule OnError { get; init; }

    public TimeSpan Timeout { get; init; }

    /// <summary>How often a request of this method is tried again. What may not happen twice is, unless the config says otherwise, not.</summary>
    public int RetriesOf(string method) => Retries ?? (method is "POST" or "PATCH" ? 0 : DefaultRetries);

    /// <exception cref="StepFailedException">A setting is wrong.</exception>
    public static RequestSettings Read(StepDefinition step)
    {
        using var config = new ConfigReader(step, "url", "method", "query", "headers", "body", "auth", "emit", "items", "as", "pages", "retry", "onError", "timeout");
        _ = config.Required("url");
        var onError = config.Choice("onError", "throw", "rebound", "emit") switch { "rebound" => RequestErrorRule.Rebound, "emit" => RequestErrorRule.Emit, _ => RequestErrorRule.Throw };
        var pages = config.Find("pages");
        var retry = config.Find("retry");
        return new RequestSettings
        {
            Config = JsonDocument.Parse(step.Config).RootElement,
            Auth = config.Find("auth") is { } auth ? RequestAuth.Read(auth) : null,
            Emit = config.Find("emit") is null && onError == RequestErrorRule.Emit && pages is null
                ? ResponseEmission.Response
                : config.Choice("emit", "body", "response", "each") switch { "response" => ResponseEmission.Response, "each" => ResponseEmission.Each, _ => ResponseEmission.Body },
            As = config.Text("as"),
            HasItems = config.Find("items") is not null,
            Pages = pages is { } given ? Number(given, "limit") ?? DefaultPages : null,
            HasNext = pages?.TryGetProperty("next", out _) ?? false,
            Retries = retry is { } tries ? Number(tries, "limit") ?? DefaultRetries : null,
            FirstWait = Time(retry, "first") ?? TimeSpan.FromMilliseconds(500),
            LongestWait = Time(retry, "max") ?? TimeSpan.FromSeconds(10),
            OnError = onError,
            Timeout = config.Duration("timeout") ?? ScriptHttp.DefaultTime,
        };
    }

    private static int? Number(JsonElement map, string key) => map.TryGetProperty(key, out var number) ? number.GetInt32() : null;

    private static TimeSpan? Time(JsonElement? map, string key) => map is { } given && given.TryGetProperty(key, out var time) ? Duration.Parse(time.GetString()!) : null;
}
