using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CodeStepHost.Flows.Definitions;

/// <summary>
/// An entry of a list of hosts: <c>api.example.com</c>, <c>*.example.com</c> (all below it), <c>127.0.0.1:8080</c>, <c>[::1]:80</c>, <c>*</c>. Case, a dot
/// at the end, other spellings of an address and letters beyond ASCII (as in <c>bücher.example</c>) make no difference.
/// </summary>
/// <param name="Host">In its one spelling.</param>
/// <param name="Port">Null: any.</param>
public sealed record HostPattern(string Host, int? Port)
{
    private static readonly IdnMapping Idn = new() { AllowUnassigned = true };

    /// <summary>Reads an entry.</summary>
    public static HostPattern Parse(string entry)
    {
        var text = entry.Trim();
        if (IPAddress.TryParse(text, out var bare) && bare.AddressFamily == AddressFamily.InterNetworkV6 && !text.StartsWith('['))
            return new HostPattern(Normal(text), null);

        var colon = text.LastIndexOf(':');
        return colon > text.LastIndexOf(']') && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? new HostPattern(Normal(text[..colon]), port)
            : new HostPattern(Normal(text), null);
    }

    /// <summary>The one spelling of a host.</summary>
    public static string Normal(string host)
    {
        var bare = host.Trim('[', ']').TrimEnd('.').ToLowerInvariant();
        if (IPAddress.TryParse(bare, out var address))
            return address.ToString();
        return bare.All(char.IsAscii) ? bare : Ascii(bare);
    }

    /// <summary>Whether a host, in its one spelling, is meant.</summary>
    public bool Covers(string host, int port) => (Port is null || Port == port) && CoversHost(host);

    /// <summary>Whether there can be a host that both mean.</summary>
    public bool Overlaps(HostPattern other) => (Port is null || other.Port is null || Port == other.Port) && (CoversHost(other.Host) || other.CoversHost(Host));

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    private bool CoversHost(string host) =>
        Host == "*" || Host == host || (Host.StartsWith("*.", StringComparison.Ordinal) && host.EndsWith(Host[1..], StringComparison.Ordinal) && host.Length > Host.Length - 1);

    private static string Ascii(string host)
    {
        try
        {
            return host.StartsWith("*.", StringComparison.Ordinal) ? "*." + Idn.GetAscii(host[2..]) : Idn.GetAscii(host);
        }
        catch (ArgumentException)
        {
            return host;
        }
    }
}
