using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CodeStepHost.Components.Code;
using CodeStepHost.Components.Http;
using CodeStepHost.Components.Routing;
using CodeStepHost.Components.Tests.Code;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Running;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeStepHost.Components.Tests.Routing;

/// <summary>Runs steps with expressions in a real script process. One process serves all tests of a class.</summary>
public sealed class RoutingStage : IAsyncDisposable
{
    private readonly SandboxPool _pool = new(new SandboxOptions { Spares = 0 }, TimeProvider.System, NullLogger<SandboxPool>.Instance);
    private readonly ScriptHttp _http = new(TimeProvider.System);

    public RoutingStage()
    {
        Code = new CodeComponent(_pool, _http, TimeProvider.System, NullLogger<CodeComponent>.Instance);
        Routing = new RoutingComponent(Code);
    }

    internal CodeComponent Code { get; }

    internal RoutingComponent Routing { get; }

    /// <summary>A flow of that step, whose <c>flow.yaml</c> is read as a host reads it, and the steps a, b and c behind it.</summary>
    /// <param name="body">The lines of the step, such as <c>uses: filter</c>.</param>
    internal static FlowVersion Flow(string body, string? map = null, IReadOnlyDictionary<string, string>? files = null)
    {
        var isRoute = body.Contains("uses: route", StringComparison.Ordinal);
        var yaml = $"""
            variables: {"{ currency: EUR }"}
            steps:
              begin: {"{ uses: manual, to: work }"}
              a: {"{ uses: reply }"}
              b: {"{ uses: reply }"}
              c: {"{ uses: reply }"}
              work:
                {(isRoute ? "concurrency: 1" : "to: [a, b, c]")}
                limits: {"{ time: 5s }"}

            """ + string.Join('\n', body.Split('\n').Select(line => "    " + line)) + "\n";
        var all = new Dictionary<string, string>(files ?? new Dictionary<string, string>()) { ["flow.yaml"] = yaml };
        if (map is not null)
            all["map.jsonata"] = map;
        var package = new FlowPackage("orders", all);
        var read = FlowReader.Read(package);
        Assert.True(read is FlowReadResult.Accepted, string.Join('\n', read.Problems));
        return new FlowVersion(1, package, ((FlowReadResult.Accepted)read).Definition);
    }

    /// <summary>Runs messages with these bodies, one after another in one lane, and tells what came of each: what was emitted to whom, logged, and thrown.</summary>
    internal async Task<IReadOnlyList<string>> RunAsync(string body, params string[] bodies) => await RunAsync(Flow(body), bodies);

    internal async Task<IReadOnlyList<string>> RunAsync(FlowVersion flow, params string[] bodies)
    {
        await using var lane = await Routing.OpenLaneAsync(flow, flow.Definition.FindStep("work")!, TestContext.Current.CancellationToken);
        var told = new List<string>();
        foreach (var body in bodies)
        {
            var emissions = new RecordingEmissions();
            var content = body.StartsWith("{\"body\"", StringComparison.Ordinal) ? body : "{\"body\":" + body + ",\"headers\":{}}";
            var end = await lane.RunAsync(CodeStage.Message(emissions, content: content), TestContext.Current.CancellationToken);
            told.Add(string.Join('\n', Told(emissions, end)));
        }

        return told;
    }

    internal async Task<IReadOnlyList<string>> CheckAsync(FlowVersion flow) =>
        [.. (await Routing.ValidateAsync(flow, flow.Definition.FindStep("work")!, TestContext.Current.CancellationToken)).Select(finding => $"{finding.Severity} {finding.Code} {finding}")];

    public async ValueTask DisposeAsync()
    {
        await _pool.DisposeAsync();
        _http.Dispose();
    }

    private static IEnumerable<string> Told(RecordingEmissions emissions, ComponentEnd end)
    {
        foreach (var data in emissions.All.Cast<Emission.Data>())
            yield return $"{(data.To is null ? "" : string.Join('+', data.To) + " ")}{Shown(data)}";
        foreach (var (level, text) in emissions.Logs)
            yield return $"{level}: {text}";
        var error = end switch
        {
            ComponentEnd.Threw threw => threw.Error,
            ComponentEnd.LimitExceeded limit => limit.Error,
            _ => null,
        };
        if (error is not null)
            yield return $"{error.Name} {error.Code} {error.File}:{error.Line}:{error.Column} {error.Message}{(error.Stack is null ? "" : " with a stack")}";
    }

    // The body alone where there is nothing else.
    private static string Shown(Emission.Data data)
    {
        var text = Encoding.UTF8.GetString(data.Content.Span);
        var message = JsonNode.Parse(text)!.AsObject();
        return message.Count == 2 && message["headers"] is JsonObject { Count: 0 } ? message["body"]?.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) ?? "null" : text;
    }
}
