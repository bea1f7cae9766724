using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Flows.Tests.Definitions;

/// <summary>Entries of an egress list are checked when a flow is read, with their place.</summary>
public sealed class EgressEntryTests
{
    [Theory]
    [InlineData("api.example.com")]
    [InlineData("'*.example.com:8443'")]
    [InlineData("localhost:8080")]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.1:65535")]
    [InlineData("'[::1]:80'")]
    [InlineData("'[fd00::1]'")]
    [InlineData("x1.example2")]
    public void A_host_or_an_address_is_an_entry(string entry) => Assert.Empty(Problems(entry));

    [Theory]
    [InlineData("api.example.com:0", "has no port from 1 to 65535")]
    [InlineData("api.example.com:99999", "has no port from 1 to 65535")]
    [InlineData("'2130706433'", "is another spelling of 127.0.0.1; write it so")]
    [InlineData("0x7f.1", "is another spelling of 127.0.0.1; write it so")]
    [InlineData("010.0.0.1", "is another spelling of 8.0.0.1; write it so")]
    [InlineData("'127.1'", "is another spelling of 127.0.0.1; write it so")]
    [InlineData("1.2.3.4.5", "is no address")]
    [InlineData("256.1.1.1", "is no address")]
    [InlineData("'*.1.2.3'", "has a `*` in an address; list each address")]
    [InlineData("'[::1::2]'", "has no IPv6 address in its brackets")]
    [InlineData("'[1.2.3.4]'", "has no IPv6 address in its brackets")]
    [InlineData("a..b", "is no host name")]
    [InlineData("http://api.example.com", "")]
    [InlineData("api.example.com/path", "")]
    [InlineData("user@api.example.com", "")]
    [InlineData("10.0.0.0/8", "")]
    public void What_is_neither_is_refused_at_its_place(string entry, string words)
    {
        var problem = Assert.Single(Problems(entry));
        Assert.Equal((ProblemSeverity.Error, 8), (problem.Severity, problem.Line));
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<FlowProblem> Problems(string entry)
    {
        var flow = $"steps:\n  in:\n    uses: manual\n    to: call\n  call:\n    uses: code\n    script: call.js\n    egress: [{entry}]\n";
        return FlowReader.Read(new FlowPackage("orders", new Dictionary<string, string> { [FlowPackage.DefinitionFile] = flow, ["call.js"] = "function run() {}" })).Problems;
    }
}
