using System.IO.Compression;

namespace CodeStepHost.Hosting.Ingress;

/// <summary>The bytes of a call's body: as they came, which is what signatures are made of, and as they were before they were compressed.</summary>
internal static class SentBytes
{
    /// <summary>Reads the body as it came.</summary>
    /// <exception cref="RefusedCallException">It is larger than <paramref name="limit"/>.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, int limit, CancellationToken cancellationToken) => request.ContentLength > limit
        ? throw TooLarge($"the body has {request.ContentLength} bytes", limit)
        : await ReadAsync(request.Body, limit, "the body has", cancellationToken).ConfigureAwait(false);

    /// <summary>Undoes <c>Content-Encoding</c>.</summary>
    /// <exception cref="RefusedCallException">It is not what the header says, is none that is known, or gives more than <paramref name="limit"/>.</exception>
    public static async Task<ReadOnlyMemory<byte>> ExpandAsync(ReadOnlyMemory<byte> bytes, string encoding, int limit, CancellationToken cancellationToken)
    {
        var name = encoding.Trim().ToLowerInvariant();
        if (name is "" or "identity" || bytes.Length == 0)
            return bytes;
        var sent = new MemoryStream(bytes.ToArray());
        await using Stream expanded = name switch
        {
            "gzip" or "x-gzip" => new GZipStream(sent, CompressionMode.Decompress),
            "deflate" => new ZLibStream(sent, CompressionMode.Decompress),
            "br" => new BrotliStream(sent, CompressionMode.Decompress),
            _ => throw new RefusedCallException(StatusCodes.Status415UnsupportedMediaType, "the content encoding of the body is not known; gzip, deflate and br are"),
        };
        try
        {
            return await ReadAsync(expanded, limit, $"the body, which came in {name}, has", cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException or IOException)
        {
            throw new RefusedCallException(StatusCodes.Status400BadRequest, $"the body is not in {name}, as its content encoding says");
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream stream, int limit, string what, CancellationToken cancellationToken)
    {
        var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(chunk, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (buffer.Length + read > limit)
                throw TooLarge($"{what} {buffer.Length + read} bytes or more", limit);
            buffer.Write(chunk, 0, read);
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    private static RefusedCallException TooLarge(string what, int limit) =>
        new(StatusCodes.Status413PayloadTooLarge, $"{what}; limits.message of the webhook allows {limit}");
}
