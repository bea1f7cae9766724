namespace CodeStepHost.Components.HttpRequests;

/// <summary>Reads <c>Link</c> headers (RFC 8288): <c>&lt;/items?page=2&gt;; rel="next"</c>.</summary>
internal static class LinkHeader
{
    /// <summary>The address that a header calls the next one; null: none does.</summary>
    public static string? Next(IEnumerable<KeyValuePair<string, string>> headers) =>
        headers.Where(header => header.Key.Equals("link", StringComparison.OrdinalIgnoreCase)).Select(header => Next(header.Value)).FirstOrDefault(next => next is not null);

    private static string? Next(string header)
    {
        var at = 0;
        while (header.IndexOf('<', at) is var open and >= 0 && header.IndexOf('>', open) is var close and >= 0)
        {
            at = EndOf(header, close + 1, ',');
            for (var parameter = EndOf(header, close + 1, ';'); parameter < at; parameter = EndOf(header, parameter + 1, ';'))
            {
                if (IsNext(header[(parameter + 1)..Math.Min(at, EndOf(header, parameter + 1, ';'))]))
                    return header[(open + 1)..close].Trim();
            }
        }

        return null;
    }

    /// <summary>Where the next separator stands that is in no quotes; the header's end when none does.</summary>
    private static int EndOf(string header, int start, char separator)
    {
        var isQuoted = false;
        for (var i = start; i < header.Length; i++)
        {
            if (header[i] == '"')
                isQuoted = !isQuoted;
            else if (header[i] == separator && !isQuoted)
                return i;
        }

        return header.Length;
    }

    private static bool IsNext(string parameter) =>
        parameter.Split('=', 2) is [var name, var value]
        && name.Trim().Equals("rel", StringComparison.OrdinalIgnoreCase)
        && value.Trim().Trim('"').Split(' ').Contains("next", StringComparer.OrdinalIgnoreCase);
}
