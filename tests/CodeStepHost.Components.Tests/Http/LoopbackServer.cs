using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CodeStepHost.Components.Tests.Http;

/// <summary>A server on this machine that answers each request with what the test says, one connection each.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<string, byte[]?> _answer;

    /// <param name="answer">From the request's text to the response's bytes; null: no answer, the connection stays open.</param>
    public LoopbackServer(Func<string, byte[]?> answer)
    {
        _answer = answer;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    public int Port { get; }

    public List<string> Requests { get; } = [];

    public static byte[] Response(string status, string headers = "", string body = "") =>
        Encoding.UTF8.GetBytes($"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{headers}\r\n{body}");

    public string Url(string path = "/", string host = "127.0.0.1") => $"http://{host}:{Port}{path}";

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        var stream = client.GetStream();
        var request = new StringBuilder();
        var buffer = new byte[8192];
        while (!IsWhole(request.ToString()))
        {
            var count = await stream.ReadAsync(buffer);
            if (count == 0)
                return;
            request.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }

        lock (Requests)
            Requests.Add(request.ToString());
        if (_answer(request.ToString()) is not { } answer)
            return;
        try
        {
            await stream.WriteAsync(answer);
            client.Dispose();
        }
        catch (IOException)
        {
            // The caller has had enough.
        }
    }

    private static bool IsWhole(string request)
    {
        var end = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
            return false;
        var length = request.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        return length is null || request.Length - end - 4 >= int.Parse(length.AsSpan(15));
    }
}
