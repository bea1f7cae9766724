using System.Text;
using System.Text.Json;
using CodeStepHost.Components.Database;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Components.HttpRequests;

/// <summary>Makes a step's requests out of its config and a message's values.</summary>
internal sealed class RequestCalls(RequestSettings settings, RequestTexts texts)
{
    private const int MostRedirects = 5;

    /// <summary>Headers that hold secrets: no other origin gets them by a redirect.</summary>
    public IReadOnlySet<string> SecretHeaders { get; } = new HashSet<string>(
        [.. Headers(settings).Where(name => texts.Of(RequestTexts.MemberOf("headers", name)).IsSecret), .. settings.Auth is { } auth ? (string[])[auth.Header] : []],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The request of a message, or the first of its pages, without what <c>auth</c> adds.</summary>
    /// <exception cref="StepFailedException">A value cannot stand where the config has it.</exception>
    public HttpCall First(RequestValues values)
    {
        var method = settings.Config.TryGetProperty("method", out _) ? texts.Of("method").Of(values).ToUpperInvariant() : "GET";
        var url = Absolute(texts.Of("url").Of(values, Encoded));
        var headers = Headers(settings).SelectMany(name => Header(name, values)).ToList();
        var body = RequestBody.Of(settings.Config, texts, values, headers.Find(header => header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Value);
        if (body is not null && !headers.Exists(header => header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)))
            headers.Add(new("Content-Type", body.ContentType));
        return new HttpCall(
            0,
            method,
            WithQuery(url, Parameters(values)),
            headers,
            body is null ? null : Convert.ToBase64String(body.Bytes),
            (int)Math.Min(settings.Timeout.TotalMilliseconds, int.MaxValue),
            MostRedirects);
    }

    /// <summary>The request for the next page.</summary>
    /// <param name="next">A text: its address; an object: query parameters in place of those that the first has.</param>
    /// <exception cref="FormatException">It is neither, or leads to another server.</exception>
    public static HttpCall Next(HttpCall first, Uri answered, JsonElement next)
    {
        var origin = new Uri(first.Url);
        Uri? target;
        switch (next.ValueKind)
        {
            case JsonValueKind.String:
                if (!Uri.TryCreate(answered, next.GetString(), out target))
                    throw new FormatException($"`{next.GetString()}` is no address of a next page");
                break;
            case JsonValueKind.Object:
                target = new Uri(Replaced(origin, next));
                break;
            default:
                throw new FormatException($"`pages.next` gives {RequestText.KindOf(next)}, and an address or an object of query parameters is needed");
        }

        // The next page is asked for with the step's secrets: a response must not send them elsewhere.
        if (Uri.Compare(target, origin, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) != 0)
            throw new FormatException($"the next page is on another server, {target.GetLeftPart(UriPartial.Authority)}");
        return first with { Url = target.AbsoluteUri };
    }

    private static IEnumerable<string> Headers(RequestSettings settings) =>
        settings.Config.TryGetProperty("headers", out var headers) ? headers.EnumerateObject().Select(header => header.Name) : [];

    /// <summary>A value in an address is a part of it and no more. At the beginning it is the address, or the front of one.</summary>
    private static string Encoded(string value, bool isFirst)
    {
        if (isFirst)
            return value;
        return value is "." or ".."
            ? throw StepFailedException.Of(HttpErrorCodes.Value, $"`url`: a value is `{value}`, which would lead to another path.")
            : Uri.EscapeDataString(value);
    }

    private static string Absolute(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw StepFailedException.Of(HttpErrorCodes.Value, "`url` gives no address that begins with `http://` or `https://`.");
        if (uri.UserInfo.Length > 0)
            throw StepFailedException.Of(HttpErrorCodes.Value, "`url` gives an address with a user or password in it; the step's `auth` is for those.");
        return uri.GetLeftPart(UriPartial.Query);
    }

    private IEnumerable<KeyValuePair<string, string>> Header(string name, RequestValues values)
    {
        var text = texts.Of(RequestTexts.MemberOf("headers", name));
        if (text.TryValue(values, out var value) && value?.ValueKind is null or JsonValueKind.Null)
            yield break;
        var header = text.Of(values);
        if (header.Any(c => c is < ' ' and not '\t' or > '~'))
            throw StepFailedException.Of(HttpErrorCodes.Value, $"`{text.Key}`: the value has a line break or another character that no header can hold.");
        yield return new(name, header);
    }

    private IEnumerable<(string Name, string Value)> Parameters(RequestValues values)
    {
        if (!settings.Config.TryGetProperty("query", out var query))
            yield break;
        foreach (var parameter in query.EnumerateObject())
        {
            var text = texts.Of(RequestTexts.MemberOf("query", parameter.Name));
            if (!text.TryValue(values, out var value))
            {
                yield return (parameter.Name, text.Of(values));
                continue;
            }

            foreach (var item in Items(value))
            {
                yield return (parameter.Name, RequestText.PlainOf(item)
                    ?? throw StepFailedException.Of(HttpErrorCodes.Value, $"`{text.Key}` gives {RequestText.KindOf(item)}, and a text is needed."));
            }
        }
    }

    private static IEnumerable<JsonElement> Items(JsonElement? value) => value?.ValueKind switch
    {
        null or JsonValueKind.Null => [],
        JsonValueKind.Array => [.. value.Value.EnumerateArray()],
        _ => [value.Value],
    };

    private static string WithQuery(string url, IEnumerable<(string Name, string Value)> parameters)
    {
        var text = new StringBuilder(url);
        foreach (var (name, value) in parameters)
            text.Append(text.ToString().Contains('?', StringComparison.Ordinal) ? '&' : '?').Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
        return text.ToString();
    }

    private static string Replaced(Uri url, JsonElement parameters)
    {
        var replaced = parameters.EnumerateObject().Select(parameter => Uri.EscapeDataString(parameter.Name)).ToHashSet(StringComparer.Ordinal);
        var kept = url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Where(field => !replaced.Contains(field.Split('=')[0])).ToList();
        foreach (var parameter in parameters.EnumerateObject().Where(parameter => parameter.Value.ValueKind != JsonValueKind.Null))
        {
            var value = RequestText.PlainOf(parameter.Value) ?? throw new FormatException($"`pages.next` gives {RequestText.KindOf(parameter.Value)} for `{parameter.Name}`, and a text is needed");
            kept.Add($"{Uri.EscapeDataString(parameter.Name)}={Uri.EscapeDataString(value)}");
        }

        return kept.Count == 0 ? url.GetLeftPart(UriPartial.Path) : $"{url.GetLeftPart(UriPartial.Path)}?{string.Join('&', kept)}";
    }
}
