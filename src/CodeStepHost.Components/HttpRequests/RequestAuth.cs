using System.Text;
using System.Text.Json;
using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Components.HttpRequests;

/// <summary>How a request shows who sends it.</summary>
internal abstract record RequestAuth
{
    private RequestAuth()
    {
    }

    /// <summary>The header that holds the secret.</summary>
    public virtual string Header => "Authorization";

    /// <summary>Reads <c>auth</c>.</summary>
    public static RequestAuth Read(JsonElement auth)
    {
        if (Text("user") is { } user)
            return new Basic(user, Text("password")!);
        if (Text("token") is { } token)
            return new Bearer(token);
        if (Text("tokenUrl") is { } url)
            return new ClientCredentials(url, Text("clientId")!, Text("clientSecret")!, Text("scope"), Text("clientIn") == "body");
        return new Key(Text("header")!, Text("value")!);

        string? Text(string key) => auth.TryGetProperty(key, out var value) ? value.GetString() : null;
    }

    /// <summary>A text of <c>auth</c> with its environment variables.</summary>
    public static string Filled(string text, RequestValues values) =>
        string.Concat(TextTemplate.Parse(text).Parts.Select(part => part switch
        {
            TemplatePart.Variable variable => values.Variable(variable.Name),
            TemplatePart.Expression expression => $"${{{expression.Value}}}",
            _ => ((TemplatePart.Text)part).Value,
        }));

    /// <summary>The value of the header for HTTP Basic.</summary>
    public static string BasicValue(string user, string password, RequestValues values)
    {
        var both = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        values.Keep("password", both);
        return $"Basic {both}";
    }

    /// <summary>A user with a password.</summary>
    public sealed record Basic(string User, string Password) : RequestAuth;

    /// <summary>A token that does not change.</summary>
    public sealed record Bearer(string Token) : RequestAuth;

    /// <summary>A key in a header of its own.</summary>
    public sealed record Key(string Name, string Value) : RequestAuth
    {
        public override string Header => Name;
    }

    /// <summary>OAuth2 client credentials (RFC 6749, 4.4).</summary>
    public sealed record ClientCredentials(string TokenUrl, string ClientId, string ClientSecret, string? Scope, bool IsInBody) : RequestAuth;
}
