using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Components.Http;

/// <summary>
/// Makes the HTTP calls that scripts ask for. A script's process has no network; what it may reach is decided here, for each
/// call, each redirect and each address that a name resolves to. Secrets' values are put in last, and taken out of what comes back first. No proxy, no cookies.
/// </summary>
public sealed class ScriptHttp : IScriptHttp, IDisposable
{
    /// <summary>Largest body of a response, unpacked, in bytes.</summary>
    public const int LargestBody = 10 << 20;

    /// <summary>How long a call may take unless it says otherwise.</summary>
    public static readonly TimeSpan DefaultTime = TimeSpan.FromSeconds(30);

    /// <summary>The code of an answer whose body is larger than it may be.</summary>
    internal const string TooLargeCode = "ERR_BODY_TOO_LARGE";

    private const int MostRedirects = 10;

    private readonly TimeProvider _time;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;
    private readonly BoundSecrets _secrets;

    // One for each egress list: a connection that one list allowed must not serve a step of another.
    private readonly ConcurrentDictionary<string, HttpMessageInvoker> _invokers = new();

    /// <param name="secrets">What stands for secrets in calls, and where their values may go; null: there are none.</param>
    public ScriptHttp(TimeProvider time, BoundSecrets? secrets = null)
        : this(time, Dns.GetHostAddressesAsync, secrets)
    {
    }

    internal ScriptHttp(TimeProvider time, Func<string, CancellationToken, Task<IPAddress[]>> resolve, BoundSecrets? secrets = null)
    {
        _time = time;
        _resolve = resolve;
        _secrets = secrets ?? BoundSecrets.None;
    }

    public void Dispose()
    {
        foreach (var invoker in _invokers.Values)
            invoker.Dispose();
    }

    /// <summary>Makes a call. Whatever goes wrong with it is part of the answer.</summary>
    /// <exception cref="OperationCanceledException">The caller does not want the answer any more.</exception>
    internal Task<HttpAnswer> SendAsync(HttpCall call, EgressRules egress, CancellationToken cancellationToken) => SendAsync(call, egress, CallRules.OfScripts, cancellationToken);

    /// <summary>The same for a caller with rules of its own.</summary>
    internal async Task<HttpAnswer> SendAsync(HttpCall call, EgressRules egress, CallRules rules, CancellationToken cancellationToken)
    {
        var limit = call.TimeoutMilliseconds is > 0 and { } given ? TimeSpan.FromMilliseconds(given) : DefaultTime;
        using var timeout = new CancellationTokenSource(limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await FollowAsync(call, egress, rules, either.Token);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var failure = timeout.IsCancellationRequested
                ? new ScriptFailure("Error", $"{call.Method} {call.Url}: no answer within {limit.TotalMilliseconds:0} ms", Code: "ETIMEDOUT")
                : HttpFailures.Describe(e, call);

            // It may quote what the server sent.
            return Failed(call, failure with { Message = _secrets.Mask(failure.Message) });
        }
    }

    Task<HttpAnswer> IScriptHttp.SendAsync(HttpCall call, EgressRules egress, CancellationToken cancellationToken) => SendAsync(call, egress, cancellationToken);

    Task<HttpAnswer> IScriptHttp.SendAsync(HttpCall call, EgressRules egress, CallRules rules, CancellationToken cancellationToken) => SendAsync(call, egress, rules, cancellationToken);

    internal static HttpAnswer Failed(HttpCall call, ScriptFailure failure) => new(call.Call, 0, "", [], null, null, failure);

    private async Task<HttpAnswer> FollowAsync(HttpCall call, EgressRules egress, CallRules rules, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(call.Url, UriKind.Absolute, out var target))
            throw new HttpCallException("ERR_INVALID_URL", $"'{call.Url}' is no absolute http or https address.");
        var mostRedirects = Math.Clamp(call.MostRedirects ?? MostRedirects, 0, MostRedirects);
        var hop = HttpHop.First(call, target);
        for (var redirects = 0; ; redirects++)
        {
            Check(hop.Target, egress);
            using var request = _secrets.Fill(hop).ToRequest();
            using var response = await Invoker(egress).SendAsync(request, cancellationToken);
            var location = _secrets.Mask(response.Headers.Location);
            if (call.MostRedirects == 0 || hop.After(response, location, header => rules.SecretHeaders.Contains(header.Key) || _secrets.Stands(header.Value)) is not { } next)
                return await AnswerAsync(call, hop.Target, response, rules.LargestBody, cancellationToken);
            _secrets.CheckRedirect(hop, next);
            if (redirects == mostRedirects)
                throw new HttpCallException("ERR_FR_TOO_MANY_REDIRECTS", $"{call.Method} {call.Url}: more than {mostRedirects} redirects");
            hop = next;
        }
    }

    private static void Check(Uri target, EgressRules egress)
    {
        if (target.Scheme is not ("http" or "https"))
            throw new HttpCallException("ERR_INVALID_URL", $"'{target.Scheme}:' is not supported; scripts call http and https.");
        if (egress.RefusalOf(target.IdnHost, target.Port) is { } refusal)
            throw new EgressRefusedException(refusal);
    }

    private async Task<HttpAnswer> AnswerAsync(HttpCall call, Uri target, HttpResponseMessage response, int largestBody, CancellationToken cancellationToken)
    {
        var body = _secrets.Mask(await ReadBodyAsync(call, response.Content, largestBody, cancellationToken));
        var headers = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .SelectMany(header => header.Value.Select(value => KeyValuePair.Create(header.Key.ToLowerInvariant(), _secrets.Mask(value))))
            .ToList();
        return new HttpAnswer(
            call.Call,
            (int)response.StatusCode,
            _secrets.Mask(response.ReasonPhrase ?? ""),
            headers,
            body.Length == 0 ? null : Convert.ToBase64String(body.Span),
            target.AbsoluteUri,
            Error: null);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpCall call, HttpContent content, int largestBody, CancellationToken cancellationToken)
    {
        // What says itself that it is too large is not begun.
        if (content.Headers.ContentLength > largestBody)
            throw TooLarge(call, largestBody);
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream();
        var buffer = new byte[16 << 10];
        int count;
        while ((count = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (body.Length + count > largestBody)
                throw TooLarge(call, largestBody);
            body.Write(buffer, 0, count);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private static HttpCallException TooLarge(HttpCall call, int largestBody) =>
        new(TooLargeCode, $"{call.Method} {call.Url}: the response is larger than {ByteSize.Format(largestBody)}");

    private HttpMessageInvoker Invoker(EgressRules egress) => _invokers.GetOrAdd(egress.Key, _ => new HttpMessageInvoker(
        new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            ActivityHeadersPropagator = null,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            MaxConnectionsPerServer = 64,
            MaxResponseHeadersLength = 64,
            ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, egress, cancellationToken),
        }));

    /// <summary>Resolves a name once, and connects to the first of its addresses that may be called and answers.</summary>
    private async ValueTask<Stream> ConnectAsync(DnsEndPoint end, EgressRules egress, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(end.Host, out var literal) ? [literal] : await _resolve(end.Host, cancellationToken);
        var refusal = addresses.Select(address => egress.RefusalOf(end.Host, end.Port, address)).FirstOrDefault(reason => reason is not null);

        // A name with one private address among public ones is refused as a whole: honest names have none.
        if (refusal is not null)
            throw new EgressRefusedException(refusal);

        Exception? last = null;
        foreach (var address in addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, end.Port), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException e)
            {
                socket.Dispose();
                last = new HttpCallException(HttpFailures.CodeOf(e.SocketErrorCode), $"connect {HttpFailures.CodeOf(e.SocketErrorCode)} {new IPEndPoint(address, end.Port)}");
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw last ?? new HttpCallException("ENOTFOUND", $"getaddrinfo ENOTFOUND {end.Host}");
    }
}
