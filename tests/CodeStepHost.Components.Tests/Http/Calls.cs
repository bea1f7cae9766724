using System.Text;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Components.Tests.Http;

/// <summary>A script's calls.</summary>
internal static class Calls
{
    /// <summary>A POST of the body; a GET without one.</summary>
    public static HttpCall Of(string url, string? body = null, params (string Name, string Value)[] headers) => new(
        1,
        body is null ? "GET" : "POST",
        url,
        [.. headers.Select(header => KeyValuePair.Create(header.Name, header.Value))],
        body is null ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes(body)),
        null);
}
