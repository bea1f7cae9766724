using System.Net;
using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Components.Http;

/// <summary>
/// Which hosts a step's scripts may call. With an empty list: every host on the public internet. Otherwise: listed hosts
/// only, and those may also be private or local. Link-local addresses, among them the metadata services of clouds, have to be
/// listed as the address itself, since a name in the list may be answered by somebody else.
/// </summary>
internal sealed class EgressRules
{
    private readonly IReadOnlyList<HostPattern> _rules;

    private EgressRules(IReadOnlyList<HostPattern> rules, string key)
    {
        _rules = rules;
        Key = key;
    }

    /// <summary>The same for lists that say the same.</summary>
    public string Key { get; }

    /// <summary>Reads a step's <c>egress</c> list: <c>api.example.com</c>, <c>*.example.com</c>, <c>127.0.0.1:8080</c>, <c>[::1]:80</c>, <c>*</c>.</summary>
    public static EgressRules Parse(IReadOnlyList<string> entries)
    {
        var rules = entries.Select(HostPattern.Parse).Where(rule => rule.Host.Length > 0).Distinct().ToList();
        return new EgressRules(rules, string.Join(' ', rules.Select(rule => rule.ToString()).Order(StringComparer.Ordinal)));
    }

    /// <summary>Whether this host may be called at all, whatever its addresses.</summary>
    /// <returns>Null when it may; otherwise the reason.</returns>
    public string? RefusalOf(string host, int port)
    {
        if (_rules.Count == 0 || _rules.Any(rule => rule.Covers(HostPattern.Normal(host), port)))
            return null;
        return $"The host '{host}:{port}' is not in the `egress` list of the step in flow.yaml.";
    }

    /// <summary>Whether a connection to this address of the host may be made.</summary>
    /// <returns>Null when it may; otherwise the reason.</returns>
    public string? RefusalOf(string host, int port, IPAddress address)
    {
        if (RefusalOf(host, port) is { } refusal)
            return refusal;
        var reach = AddressReach.Of(address);
        if (reach == Reach.Public)
            return null;

        var normal = HostPattern.Normal(host);
        var isListed = reach == Reach.Private
            ? _rules.Any(rule => rule.Host != "*" && rule.Covers(normal, port))
            : IPAddress.TryParse(normal, out _) && _rules.Any(rule => rule.Host == normal && rule.Covers(normal, port));
        if (isListed)
            return null;

        var listAs = reach == Reach.Private ? host : address.ToString();
        return $"The host '{host}' has the address {address}, which is not on the public internet; list '{listAs}' in the `egress` of the step in flow.yaml to allow it.";
    }
}
