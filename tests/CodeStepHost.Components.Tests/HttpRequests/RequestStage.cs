using System.Net;
using System.Text;
using CodeStepHost.Components.Code;
using CodeStepHost.Components.Http;
using CodeStepHost.Components.HttpRequests;
using CodeStepHost.Components.Tests.Code;
using CodeStepHost.Components.Tests.Http;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CodeStepHost.Components.Tests.HttpRequests;

/// <summary>Runs <c>http.request</c> steps against servers of this machine. One script process serves all tests of a class.</summary>
public sealed class RequestStage : IAsyncDisposable
{
    private readonly SandboxPool _pool = new(new SandboxOptions { Spares = 0 }, TimeProvider.System, NullLogger<SandboxPool>.Instance);
    private readonly ScriptHttp _scriptHttp = new(TimeProvider.System);
    private readonly CodeComponent _code;

    public RequestStage() => _code = new CodeComponent(_pool, _scriptHttp, TimeProvider.System, NullLogger<CodeComponent>.Instance);

    /// <summary>What <c>${env.NAME}</c> is.</summary>
    internal Dictionary<string, string> Environment { get; } = new() { ["SHOP_TOKEN"] = "tok-4711-secret", ["SHOP_PASSWORD"] = "pa55word" };

    /// <summary>A flow whose step <c>work</c> has this config; <c>${server}</c> in it is the server's address.</summary>
    internal static FlowVersion Flow(string config, LoopbackServer? server = null, string step = "limits: { time: 20s }")
    {
        var yaml = $"""
            variables:
              currency: EUR
            egress: ["127.0.0.1"]
            steps:
              begin:
                uses: manual
                to: work
              work:
                uses: http.request
                {step}
                config:

            """ + string.Join('\n', config.Replace("${server}", server?.Url("").TrimEnd('/'), StringComparison.Ordinal).Split('\n').Select(line => "      " + line)) + "\n";
        var package = new FlowPackage("orders", new Dictionary<string, string> { ["flow.yaml"] = yaml });
        var read = FlowReader.Read(package);
        Assert.True(read is FlowReadResult.Accepted, string.Join('\n', read.Problems));
        return new FlowVersion(1, package, ((FlowReadResult.Accepted)read).Definition);
    }

    internal static IReadOnlyList<string> Problems(string config)
    {
        var yaml = "steps:\n  begin: { uses: manual, to: work }\n  work:\n    uses: http.request\n    config:\n" + string.Join('\n', config.Split('\n').Select(line => "      " + line)) + "\n";
        return [.. FlowReader.Read(new FlowPackage("orders", new Dictionary<string, string> { ["flow.yaml"] = yaml })).Problems.Select(problem => problem.ToString())];
    }

    internal HttpRequestComponent Component(ScriptHttp? http = null, TimeProvider? time = null, IReadOnlyList<string>? secretNames = null) =>
        new(_code, http ?? _scriptHttp, time ?? TimeProvider.System, name => Environment.GetValueOrDefault(name), secretNames) { Random = () => 0.5 };

    /// <summary>Runs one message with this body.</summary>
    internal async Task<Run> RunAsync(FlowVersion flow, string body = "{}", HttpRequestComponent? component = null, FakeTimeProvider? time = null, RecordingEmissions? emissions = null)
    {
        await using var lane = await (component ?? Component()).OpenLaneAsync(flow, flow.Definition.FindStep("work")!, TestContext.Current.CancellationToken);
        return await RunAsync(lane, body, time, emissions);
    }

    internal static async Task<Run> RunAsync(IStepLane lane, string body = "{}", FakeTimeProvider? time = null, RecordingEmissions? emissions = null)
    {
        emissions ??= new RecordingEmissions();
        var running = lane.RunAsync(CodeStage.Message(emissions, content: $$$"""{"id":"m1","body":{{{body}}},"headers":{}}"""), TestContext.Current.CancellationToken);
        while (time is not null && !running.IsCompleted)
        {
            await Task.Yield();
            time.Advance(TimeSpan.FromMilliseconds(100));
        }

        return new Run(await running, emissions);
    }

    internal Task<Run> RunAsync(string config, LoopbackServer server, string body = "{}") => RunAsync(Flow(config, server), body);

    public async ValueTask DisposeAsync()
    {
        await _pool.DisposeAsync();
        _scriptHttp.Dispose();
    }

    internal static byte[] Json(string body, string headers = "", string status = "200 OK") => LoopbackServer.Response(status, "Content-Type: application/json\r\n" + headers, body);

    /// <summary>What came of a message.</summary>
    internal sealed record Run(ComponentEnd End, RecordingEmissions Emissions)
    {
        public IReadOnlyList<string> Bodies => [.. Emissions.Data.Select(data => data[8..^(",\"headers\":{}}".Length)])];

        public StepError Error => End switch
        {
            ComponentEnd.Threw threw => threw.Error,
            ComponentEnd.LimitExceeded limit => limit.Error,
            _ => throw new InvalidOperationException($"It ended as {End}."),
        };

        public Emission.Rebound Rebound => Assert.Single(Emissions.All.OfType<Emission.Rebound>());

        /// <summary>The error as a person reads it, without the port.</summary>
        public string Told(LoopbackServer? server = null)
        {
            var text = new StringBuilder($"{Error.Name} [{Error.Code}] {Error.StatusCode}\n{Error.Message}\n");
            if (Error.Line is not null)
                text.Append($"at {Error.File}:{Error.Line}:{Error.Column}\n");
            foreach (var (name, value) in Error.Details ?? new Dictionary<string, string>())
                text.Append($"{name}: {value}\n");
            return server is null ? text.ToString() : text.ToString().Replace($":{server.Port}", ":PORT", StringComparison.Ordinal);
        }
    }
}
