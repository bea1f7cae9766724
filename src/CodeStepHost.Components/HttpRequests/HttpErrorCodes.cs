using System.Globalization;

namespace CodeStepHost.Components.HttpRequests;

/// <summary>Stable codes of the errors of <c>http.request</c>; those of the network keep Node's (<c>ECONNREFUSED</c>).</summary>
public static class HttpErrorCodes
{
    /// <summary>A text of the config cannot be filled in for the message.</summary>
    public const string Value = "http.value";

    /// <summary>The response says that it is JSON, and is not.</summary>
    public const string Json = "http.json";

    /// <summary>The response is larger than <c>limits.message</c>.</summary>
    public const string TooLarge = "http.too-large";

    /// <summary>Pages do not end, or lead to another server.</summary>
    public const string Pages = "http.pages";

    /// <summary>The server that gives out tokens gave none.</summary>
    public const string Token = "http.token";

    /// <summary>The server answered with a status from 400: <c>http.404</c>.</summary>
    public static string Status(int status) => string.Create(CultureInfo.InvariantCulture, $"http.{status}");
}
