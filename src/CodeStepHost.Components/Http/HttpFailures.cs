using System.Net.Sockets;
using System.Security.Authentication;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Components.Http;

/// <summary>The step's <c>egress</c> list does not allow the call.</summary>
internal sealed class EgressRefusedException(string message) : Exception(message);

/// <summary>The call would take a secret where it may not go, or cannot stand.</summary>
internal sealed class SecretRefusedException(string message) : Exception(message);

/// <summary>A call failed for a reason that has a code of its own.</summary>
internal sealed class HttpCallException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}

/// <summary>Why there is no response, in the words and codes that scripts know from Node.</summary>
internal static class HttpFailures
{
    /// <summary>Something came, and it is no response.</summary>
    public const string BadResponse = "ERR_BAD_RESPONSE";

    public static ScriptFailure Describe(Exception exception, HttpCall call)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case EgressRefusedException:
                    return new ScriptFailure("EgressError", e.Message, Code: ErrorCodes.EgressRefused);
                case SecretRefusedException:
                    return new ScriptFailure("SecretError", e.Message, Code: ErrorCodes.Secret);
                case HttpCallException known:
                    return new ScriptFailure("Error", known.Message, Code: known.Code);
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData }:
                    return new ScriptFailure("Error", $"getaddrinfo ENOTFOUND {HostOf(call)}", Code: "ENOTFOUND");
                case SocketException socket:
                    return new ScriptFailure("Error", $"{call.Method} {call.Url}: {socket.Message}", Code: CodeOf(socket.SocketErrorCode));
                case InvalidDataException:
                    return new ScriptFailure("Error", $"{call.Method} {call.Url}: the response's body is not what its content-encoding says", Code: BadResponse);
                case AuthenticationException:
                    return new ScriptFailure("Error", $"{call.Method} {call.Url}: {e.Message}", Code: "ERR_TLS");
            }
        }

        var code = exception switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } => "ECONNRESET",
            HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } => "ECONNRESET",
            HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => "ERR_HEADERS_TOO_LARGE",
            HttpRequestException or HttpIOException => BadResponse,
            OperationCanceledException => "ETIMEDOUT",
            _ => "ERR_HTTP",
        };
        return new ScriptFailure("Error", $"{call.Method} {call.Url}: {exception.Message}", Code: code);
    }

    public static string CodeOf(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "ECONNREFUSED",
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => "ECONNRESET",
        SocketError.TimedOut => "ETIMEDOUT",
        SocketError.HostUnreachable => "EHOSTUNREACH",
        SocketError.NetworkUnreachable => "ENETUNREACH",
        SocketError.HostNotFound or SocketError.NoData => "ENOTFOUND",
        SocketError.TryAgain => "EAI_AGAIN",
        _ => "ECONNERROR",
    };

    private static string HostOf(HttpCall call) => Uri.TryCreate(call.Url, UriKind.Absolute, out var uri) ? uri.Host : call.Url;
}
