using System.Net;
using System.Text;
using CodeStepHost.Flows.Redacting;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Components.Http;

/// <summary>One request of a call: the first, or one that a redirect led to.</summary>
internal sealed record HttpHop(string Method, Uri Target, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[]? Body)
{
    // Made by the connection, not by scripts. Host would let a script reach another site than the one that was checked.
    private static readonly HashSet<string> Dropped = new(StringComparer.OrdinalIgnoreCase)
    {
        "host", "connection", "content-length", "transfer-encoding", "keep-alive", "te", "trailer", "upgrade", "expect", "proxy-authorization", "proxy-connection",
    };

    // By its name: Authorization, Cookie, X-Api-Key and their like are for the host that the script gave them to.
    private static bool IsSecret(string header) => SecretNames.IsSecret(header);

    /// <exception cref="HttpCallException">The body or a header is not well-formed.</exception>
    public static HttpHop First(HttpCall call, Uri target)
    {
        byte[]? body;
        try
        {
            body = call.Body is null ? null : Convert.FromBase64String(call.Body);
        }
        catch (FormatException)
        {
            throw new HttpCallException("ERR_INVALID_BODY", "The body of the call is not base64.");
        }

        var headers = (call.Headers ?? []).Where(header => header.Key is not null && !Dropped.Contains(header.Key)).ToList();
        if (target.UserInfo.Length > 0 && !headers.Exists(header => header.Key.Equals("authorization", StringComparison.OrdinalIgnoreCase)))
        {
            var user = Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(target.UserInfo)));
            headers.Add(KeyValuePair.Create("Authorization", "Basic " + user));
        }

        return new HttpHop(call.Method.ToUpperInvariant(), target, headers, body);
    }

    /// <exception cref="HttpCallException">The method or a header is not well-formed.</exception>
    public HttpRequestMessage ToRequest()
    {
        var request = new HttpRequestMessage { RequestUri = Target };
        try
        {
            request.Method = new HttpMethod(Method);
        }
        catch (FormatException)
        {
            throw new HttpCallException("ERR_INVALID_METHOD", $"'{Method}' is no HTTP method.");
        }

        if (Body is not null || Method is "POST" or "PUT" or "PATCH")
            request.Content = new ByteArrayContent(Body ?? []);
        foreach (var (name, value) in Headers)
        {
            if (value.AsSpan().ContainsAny('\r', '\n', '\0'))
                throw new HttpCallException("ERR_INVALID_CHAR", $"The header '{name}' has a line break in its value.");

            // Headers of a body that is not there are left out.
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content?.Headers.TryAddWithoutValidation(name, value);
        }

        // Some servers refuse a request that has none.
        if (!request.Headers.NonValidated.Contains("User-Agent"))
            request.Headers.TryAddWithoutValidation("User-Agent", "CodeStepHost");
        return request;
    }

    /// <summary>The request that a redirect asks for.</summary>
    /// <param name="location">Where it leads to; null: nowhere.</param>
    /// <param name="isForOrigin">Whether a header, besides the usual ones, is not for another origin.</param>
    /// <returns>Null when the response is the answer.</returns>
    public HttpHop? After(HttpResponseMessage response, Uri? location, Func<KeyValuePair<string, string>, bool> isForOrigin)
    {
        var isRedirect = response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
            or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;
        if (!isRedirect || location is null)
            return null;

        var target = new Uri(Target, location);
        var isOtherOrigin = Uri.Compare(target, Target, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) != 0;
        var headers = isOtherOrigin ? Headers.Where(header => !IsSecret(header.Key) && !isForOrigin(header)).ToList() : Headers;
        var becomesGet = response.StatusCode switch
        {
            HttpStatusCode.SeeOther => Method is not "HEAD",
            HttpStatusCode.MovedPermanently or HttpStatusCode.Found => Method is "POST",
            _ => false,
        };
        return becomesGet ? new HttpHop("GET", target, headers, null) : this with { Target = target, Headers = headers };
    }
}
