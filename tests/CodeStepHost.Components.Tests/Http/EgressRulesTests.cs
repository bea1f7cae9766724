using System.Net;
using CodeStepHost.Components.Http;

namespace CodeStepHost.Components.Tests.Http;

public sealed class EgressRulesTests
{
    [Theory]
    [InlineData("93.184.216.34", "Public")]
    [InlineData("100.63.255.255", "Public")]
    [InlineData("100.64.0.1", "Private")]
    [InlineData("100.127.255.255", "Private")]
    [InlineData("10.1.2.3", "Private")]
    [InlineData("127.0.0.1", "Private")]
    [InlineData("127.255.0.9", "Private")]
    [InlineData("172.15.0.1", "Public")]
    [InlineData("172.16.0.1", "Private")]
    [InlineData("172.31.255.255", "Private")]
    [InlineData("172.32.0.1", "Public")]
    [InlineData("192.168.0.1", "Private")]
    [InlineData("198.18.0.1", "Private")]
    [InlineData("0.0.0.0", "Special")]
    [InlineData("169.254.169.254", "Special")]
    [InlineData("224.0.0.1", "Special")]
    [InlineData("255.255.255.255", "Special")]
    [InlineData("2606:4700:4700::1111", "Public")]
    [InlineData("::1", "Private")]
    [InlineData("::", "Special")]
    [InlineData("fd00::1", "Private")]
    [InlineData("fe80::1", "Special")]
    [InlineData("ff02::1", "Special")]
    [InlineData("fd00:ec2::254", "Private")]
    [InlineData("::ffff:127.0.0.1", "Private")]
    [InlineData("::ffff:169.254.169.254", "Special")]
    [InlineData("::ffff:93.184.216.34", "Public")]
    [InlineData("::127.0.0.1", "Private")]
    [InlineData("64:ff9b::10.0.0.1", "Private")]
    [InlineData("64:ff9b::169.254.169.254", "Special")]
    [InlineData("64:ff9b:1::1", "Special")]
    [InlineData("2002:7f00:1::", "Private")]
    [InlineData("2001:0:1::1", "Special")]
    public void Addresses_are_sorted_by_their_reach(string address, string reach) =>
        Assert.Equal(reach, AddressReach.Of(IPAddress.Parse(address)).ToString());

    [Theory]
    [InlineData("", "api.example.com", 443, "93.184.216.34", true)]
    [InlineData("", "api.example.com", 443, "10.0.0.1", false)]
    [InlineData("", "127.0.0.1", 80, "127.0.0.1", false)]
    [InlineData("api.example.com", "api.example.com", 443, "93.184.216.34", true)]
    [InlineData("api.example.com", "API.example.com.", 443, "93.184.216.34", true)]
    [InlineData("api.example.com", "www.example.com", 443, "93.184.216.34", false)]
    [InlineData("api.example.com", "api.example.com", 443, "10.0.0.1", true)]
    [InlineData("api.example.com:443", "api.example.com", 443, "93.184.216.34", true)]
    [InlineData("api.example.com:443", "api.example.com", 80, "93.184.216.34", false)]
    [InlineData("*.internal.example", "db.internal.example", 80, "10.0.0.1", true)]
    [InlineData("*.internal.example", "a.b.internal.example", 80, "10.0.0.1", true)]
    [InlineData("*.internal.example", "internal.example", 80, "10.0.0.1", false)]
    [InlineData("*.internal.example", "evilinternal.example", 80, "93.184.216.34", false)]
    [InlineData("*.internal.example", "x.internal.example", 80, "169.254.169.254", false)]
    [InlineData("localhost", "localhost", 80, "127.0.0.1", true)]
    [InlineData("localhost", "127.0.0.1", 80, "127.0.0.1", false)]
    [InlineData("127.0.0.1", "127.0.0.1", 8080, "127.0.0.1", true)]
    [InlineData("127.0.0.1:8080", "127.0.0.1", 8080, "127.0.0.1", true)]
    [InlineData("127.0.0.1:8080", "127.0.0.1", 8081, "127.0.0.1", false)]
    [InlineData("127.0.0.1", "example.com", 80, "127.0.0.1", false)]
    [InlineData("::1", "[::1]", 80, "::1", true)]
    [InlineData("[::1]:80", "::1", 80, "::1", true)]
    [InlineData("[::1]:80", "::1", 81, "::1", false)]
    [InlineData("169.254.169.254", "169.254.169.254", 80, "169.254.169.254", true)]
    [InlineData("metadata.example", "metadata.example", 80, "169.254.169.254", false)]
    [InlineData("*", "api.example.com", 443, "93.184.216.34", true)]
    [InlineData("*", "api.example.com", 443, "10.0.0.1", false)]
    [InlineData("*, 10.0.0.1", "10.0.0.1", 443, "10.0.0.1", true)]
    public void The_egress_list_decides_what_may_be_called(string list, string host, int port, string address, bool isAllowed)
    {
        var rules = EgressRules.Parse(list.Split(',', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(isAllowed, rules.RefusalOf(host, port, IPAddress.Parse(address)) is null);
    }
}
