using System.Net;
using System.Net.Sockets;

namespace CodeStepHost.Components.Http;

/// <summary>How far away an address may be.</summary>
internal enum Reach
{
    /// <summary>On the public internet.</summary>
    Public,

    /// <summary>This machine, or a private network.</summary>
    Private,

    /// <summary>Link-local (metadata services of clouds), multicast, reserved or no destination at all.</summary>
    Special,
}

/// <summary>Sorts addresses by their reach, by the registries of special-purpose addresses of IANA.</summary>
internal static class AddressReach
{
    private static readonly (IPNetwork Network, Reach Reach)[] Known =
    [
        .. Networks(Reach.Private, "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "198.18.0.0/15", "::1/128", "fc00::/7", "fec0::/10"),
        .. Networks(Reach.Special, "0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        .. Networks(Reach.Special, "::/128", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16", "fe80::/10", "ff00::/8"),
    ];

    // IPv6 addresses that carry an IPv4 address, and at which byte.
    private static readonly (IPNetwork Network, int At)[] Carriers =
    [
        (IPNetwork.Parse("::ffff:0:0:0/96"), 12),
        (IPNetwork.Parse("::/96"), 12),
        (IPNetwork.Parse("64:ff9b::/96"), 12),
        (IPNetwork.Parse("2002::/16"), 2),
    ];

    /// <summary>The reach of an address; of an IPv6 address that carries an IPv4 address, the reach of that.</summary>
    public static Reach Of(IPAddress address)
    {
        if (address.AddressFamily is not (AddressFamily.InterNetwork or AddressFamily.InterNetworkV6))
            return Reach.Special;
        if (address.IsIPv4MappedToIPv6)
            return Of(address.MapToIPv4());
        foreach (var (network, reach) in Known)
        {
            if (network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address))
                return reach;
        }

        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            foreach (var (network, at) in Carriers)
            {
                if (network.Contains(address))
                    return Of(new IPAddress(address.GetAddressBytes().AsSpan(at, 4)));
            }
        }

        return Reach.Public;
    }

    private static IEnumerable<(IPNetwork Network, Reach Reach)> Networks(Reach reach, params string[] networks) =>
        networks.Select(network => (IPNetwork.Parse(network), reach));
}
