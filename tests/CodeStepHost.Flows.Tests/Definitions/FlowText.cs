using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Flows.Tests.Definitions;

/// <summary>Reads flows from texts, for tests.</summary>
internal static class FlowText
{
    public const string Prices = """
        name: prices
        description: Writes the prices of known products.
        variables: { currency: EUR, vat: 007, test: true }
        rebound: { first: 2m, factor: 2 }
        limits: { time: 30s, snapshot: 128KiB }
        onError: notify
        egress: [api.example.com]
        steps:
          price-list:
            uses: manual
            config: { files: ["data/prices.csv"], delay: 10ms }
            to: check-product
          check-product:
            uses: code
            script: check-product.js
            config: { retries: 3, nested: { list: [1, 2.5, "x", null, true] }, url: "${host.url}/x" }
            rebound: { first: 2s, limit: 3 }
            limits: { time: 10s }
            concurrency: 4
            compatibility: elastic.io
            egress: ["*.example.org", 127.0.0.1:8080]
            to: [write-price]
          write-price:
            uses: database.upsert
            config: { connection: shop, table: price, key: sku, rebound: true }
          notify:
            uses: code
            script: lib/notify.csx
        """;

    /// <summary>A package whose folder is called <c>shop</c> and holds the scripts that the tests name.</summary>
    public static FlowPackage Package(string yaml) => new("shop", new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["flow.yaml"] = yaml,
        ["check-product.js"] = "function run() {}",
        ["lib/notify.csx"] = "",
        ["table.json"] = "{}",
    });

    public static FlowReadResult Read(string yaml, HostSettings? settings = null) => FlowReader.Read(Package(yaml), settings);

    public static FlowDefinition Accepted(string yaml) => Assert.IsType<FlowReadResult.Accepted>(Read(yaml)).Definition;

    /// <summary>The problems, one a line.</summary>
    public static string Problems(string yaml, HostSettings? settings = null) => string.Join('\n', Read(yaml, settings).Problems);

    /// <summary>A flow of a trigger and one step with that body; the body's first line is line 6.</summary>
    public static string WithStep(string body) => $"steps:\n  begin:\n    uses: manual\n    to: [work]\n  work:\n{Indented(body)}";

    /// <summary>A flow of one step with that body; the body's first line is line 3.</summary>
    public static string WithTrigger(string body) => $"steps:\n  begin:\n{Indented(body)}";

    private static string Indented(string body) => string.Join('\n', body.Split('\n').Select(line => "    " + line));
}
