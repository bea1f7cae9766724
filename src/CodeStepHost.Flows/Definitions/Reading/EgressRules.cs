using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CodeStepHost.Flows.Definitions.Reading;

/// <summary>Whether each entry of an <c>egress</c> list is what it looks like: an entry that allows something else than its author thinks is worse than none.</summary>
internal static class EgressRules
{
    public static void Check(FlowSource flow, ProblemList problems)
    {
        foreach (var entry in flow.Steps.Select(step => step.Body).Prepend(flow.Top).SelectMany(map => map.Scalars("egress")))
        {
            if (ProblemOf(entry.Text) is { } problem)
                problems.ErrorUnlessReported(entry.Place, ProblemCodes.WrongValue, $"`egress`: {Quote.Text(entry.Text)} {problem}");
        }
    }

    /// <summary>What is wrong with an entry of a list of hosts; null: nothing.</summary>
    public static string? ProblemOf(string entry)
    {
        var colon = entry.LastIndexOf(':');
        var hasPort = colon > entry.LastIndexOf(']');
        if (hasPort && !(int.TryParse(entry.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535))
            return "has no port from 1 to 65535";

        var host = hasPort ? entry[..colon] : entry;
        if (host.StartsWith('['))
            return IPAddress.TryParse(host.Trim('[', ']'), out var six) && six.AddressFamily == AddressFamily.InterNetworkV6 ? null : "has no IPv6 address in its brackets";

        var labels = (host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host).Split('.');
        var isNumber = IsNumber(labels[^1]);
        if (isNumber && host.StartsWith('*'))
            return "has a `*` in an address; list each address";
        if (isNumber)
        {
            if (!IPAddress.TryParse(host, out var four))
                return "is no address";
            return four.ToString() == host ? null : $"is another spelling of {four}; write it so";
        }

        return labels.Any(label => label.Length is 0 or > 63) || host.Length > 253 ? "is no host name" : null;
    }

    // What ends in a number is read as an address by everything that opens connections, whatever its spelling.
    private static bool IsNumber(string label) => label.All(char.IsAsciiDigit) || (label.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && label.Skip(2).All(char.IsAsciiHexDigit));
}
