using System.Net.Http.Headers;
using System.Text;

namespace CodeStepHost.Tests.Hosting;

/// <summary>A running <c>codestep serve</c> on a free port.</summary>
internal sealed class Served : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";

    private readonly HttpClient _http;

    private Served(CodeStep host, Uri address)
    {
        Host = host;
        _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
    }

    public CodeStep Host { get; }

    public static async Task<Served> StartAsync(FlowFolder folder, params string[] arguments)
    {
        var host = CodeStep.Start(folder.Root, ["serve", "--listen", "http://127.0.0.1:0", .. arguments]);
        var line = await host.LineAsync(line => line.Contains(Listening, StringComparison.Ordinal));
        return new Served(host, new Uri(line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..].Trim().Trim('"')));
    }

    public async Task<Answer> PostAsync(string path, string body, string contentType = "application/json", string? idempotencyKey = null, IReadOnlyList<(string Name, string Value)>? headers = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Content = new StringContent(body, Encoding.UTF8);
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        foreach (var (name, value) in headers ?? [])
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _http.SendAsync(request);
        return await Answer.OfAsync(response);
    }

    public async Task<Answer> SendAsync(string path, HttpContent content)
    {
        using var response = await _http.PostAsync(new Uri(path, UriKind.Relative), content);
        return await Answer.OfAsync(response);
    }

    public async Task<Answer> GetAsync(string path)
    {
        using var response = await _http.GetAsync(new Uri(path, UriKind.Relative));
        return await Answer.OfAsync(response);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Host.DisposeAsync();
    }
}

internal sealed record Answer(int Status, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public static async Task<Answer> OfAsync(HttpResponseMessage response) => new(
        (int)response.StatusCode,
        await response.Content.ReadAsStringAsync(),
        response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase));
}
