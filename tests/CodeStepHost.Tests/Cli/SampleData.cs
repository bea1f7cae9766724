using System.Text;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;
using Microsoft.Extensions.Time.Testing;

namespace CodeStepHost.Tests.Cli;

/// <summary>A shop's flows after a morning's work, made through the store's own verbs.</summary>
internal sealed class SampleData(IFlowStore store, FakeTimeProvider time)
{
    public const string Orders = """
        description: Orders from the shop into the ledger.
        onError: report
        steps:
          hook:
            uses: webhook
            to: [enrich]
          enrich:
            uses: code
            script: enrich.js
            to: [post-to-the-ledger, audit]
            egress: [api.example.com]
          post-to-the-ledger:
            uses: code
            script: post.js
            rebound: { first: 30s, factor: 2, limit: 5 }
            limits: { time: 10s }
            concurrency: 4
          audit:
            uses: code
            script: audit.js
            hold: { after: 5, probe: 1m }
          report:
            uses: code
            script: report.js
        """;

    private int _number;

    public static FlowPackage Package(string name, string definition) => new(name, new Dictionary<string, string>
    {
        ["flow.yaml"] = definition,
        ["enrich.js"] = "function run(msg) { }",
        ["post.js"] = "function run(msg) { }",
        ["audit.js"] = "function run(msg) { }",
        ["report.js"] = "function run(msg) { }",
    });

    /// <summary>Two flows; messages that wait, are parked and held; errors of two kinds; snapshots; logs.</summary>
    public async Task FillAsync()
    {
        await DeployAsync("orders", Orders);
        await DeployAsync("nightly", "steps:\n  timer:\n    uses: timer\n    config: { every: 1h }\n    to: poll\n  poll:\n    uses: code\n    script: enrich.js\n", start: false);
        time.Advance(TimeSpan.FromMinutes(72));

        await SucceedAsync("enrich", """{"order":1001}""");
        await FailAsync("enrich", """{"order":1002,"customer":null}""", Undefined("1002"));
        await FailAsync("enrich", """{"order":1003,"customer":null}""", Undefined("1003"));
        time.Advance(TimeSpan.FromMinutes(5));
        await FailAsync("post-to-the-ledger", """{"order":1004,"note":"\u001b[31mred\u001b[0m [bold]"}""", new StepError("PostgresException", "relation \"ledger\" does not exist")
        {
            Code = "42P01",
            Cause = new StepError("SocketError", "connection reset\nby peer") { Code = "ECONNRESET" },
            Details = new Dictionary<string, string> { ["sql"] = "insert into ledger (order, total)\nvalues (@order, @total)", ["table"] = "ledger" },
        });
        await ReboundAsync("post-to-the-ledger", """{"order":1005}""", "the ledger is locked by \u001b[2Jthe month's end", 1);
        await ReboundAsync("post-to-the-ledger", """{"order":1006}""", "the ledger is locked by the month's end", 3);
        await ReboundAsync("enrich", """{"order":1007}""", "customer 77 is not there yet", 1);
        await store.SteerReboundsAsync([_number], ReboundAction.Hold, time.GetUtcNow(), CancellationToken.None);
        await EnqueueAsync("audit", """{"order":1008}""");
        await store.WriteSnapshotAsync(new SnapshotWrite(new StepAddress("orders", "enrich"), 0, """{"lastOrder":1001}"""u8.ToArray(), "m-0001"), time.GetUtcNow(), CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(20));
        await store.WriteSnapshotAsync(new SnapshotWrite(new StepAddress("orders", "enrich"), 1, """{"lastOrder":1007,"customers":{"77":"unknown"}}"""u8.ToArray(), "m-0007"), time.GetUtcNow(), CancellationToken.None);
    }

    public async Task DeployAsync(string name, string definition, bool start = true)
    {
        await store.DeployAsync(Package(name, definition), moveQueued: false, time.GetUtcNow(), CancellationToken.None);
        if (start)
            await store.SetFlowStateAsync(name, FlowState.Active, time.GetUtcNow(), CancellationToken.None);
    }

    public Task LogAsync(string step, StepLogLevel level, string text, string message = "m-0001") =>
        store.AppendLogsAsync([new StepLogLine(new StepAddress("orders", step), message, "r-0001", "t-0001", time.GetUtcNow(), level, text)]);

    /// <summary>Fails a message of a step, which puts it on hold, with another waiting.</summary>
    public async Task HoldAsync(string step)
    {
        var now = time.GetUtcNow();
        var error = new StepError("FetchError", "connect ECONNREFUSED 10.0.0.7:443") { Code = "ECONNREFUSED" };
        var claimed = (await store.ClaimAsync(new ClaimRequest(new StepAddress("orders", step), 1, "host", now, now.AddMinutes(1)), CancellationToken.None)).Messages.Single();
        await store.CommitAsync(new StepCommit
        {
            Claim = claimed.Token,
            Claimed = claimed,
            Disposition = new Disposition.Fail([error], KeepEmissions: false),
            Quarantine = new Quarantine(claimed.Message.Address, 1, error.Code, $"5 messages in a row, the last one failed: FetchError: {error.Message}", 5, now, claimed.Message.Id) { Probe = new ProbeSchedule(TimeSpan.FromMinutes(1), now.AddMinutes(1)) },
            Execution = new ExecutionRecord(now, TimeSpan.FromMilliseconds(12.4), "failed", 42, 0),
            Now = now,
        });
        _number = 100;
        await EnqueueAsync(step, """{"order":1009}""");
        time.Advance(TimeSpan.FromSeconds(18));
    }

    /// <summary>One more message of the first step fails as two did before.</summary>
    public async Task FailAgainAsync(int version)
    {
        _number = 200;
        await FailAsync("enrich", """{"order":1010,"customer":null}""", Undefined("1010"), version);
    }

    private async Task<string> EnqueueAsync(string step, string body, int version = 1)
    {
        var id = $"m-{++_number:0000}";
        var message = new NewMessage
        {
            Id = id,
            Address = new StepAddress("orders", step),
            FlowVersion = version,
            Run = "r-0001",
            Thread = $"t-{_number:0000}",
            Content = Encoding.UTF8.GetBytes($$$"""{"body":{{{body}}},"headers":{}}"""),
        };
        await store.EnqueueAsync([new Intake(id, new StepAddress("orders", "hook"), [message])], time.GetUtcNow(), CancellationToken.None);
        return id;
    }

    private async Task SucceedAsync(string step, string body)
    {
        var id = await EnqueueAsync(step, body);
        await LogAsync(step, StepLogLevel.Info, "customer 12 found", id);
        await CommitAsync(step, new Disposition.Acknowledge(), "success");
    }

    private async Task FailAsync(string step, string body, StepError error, int version = 1)
    {
        var id = await EnqueueAsync(step, body, version);
        await LogAsync(step, StepLogLevel.Warn, "about to [red]fail[/]\u001b[2J\nsecond line", id);
        await CommitAsync(step, new Disposition.Fail([error], KeepEmissions: false), "failed", error);
    }

    private async Task ReboundAsync(string step, string body, string reason, int number)
    {
        await EnqueueAsync(step, body);
        for (var n = 1; n <= number; n++)
        {
            var at = time.GetUtcNow().AddSeconds(n == number ? 95 : 0);
            await CommitAsync(step, new Disposition.ReboundAt(at, n, reason), "rebound");
        }
    }

    private async Task CommitAsync(string step, Disposition disposition, string outcome, StepError? error = null)
    {
        var now = time.GetUtcNow();
        var claimed = (await store.ClaimAsync(new ClaimRequest(new StepAddress("orders", step), 1, "host", now, now.AddMinutes(1)), CancellationToken.None)).Messages.Single();
        var result = await store.CommitAsync(new StepCommit
        {
            Claim = claimed.Token,
            Claimed = claimed,
            Disposition = disposition,
            Errors = error is null ? [] : [new NewError(error, Handler: null)],
            Execution = new ExecutionRecord(now, TimeSpan.FromMilliseconds(12.4), outcome, 42, outcome == "success" ? 2 : 0),
            Now = now,
        });
        Assert.Equal(CommitResult.Committed, result);
    }

    private static StepError Undefined(string order) => new("TypeError", $"Cannot read property 'name' of null (order {order})")
    {
        File = "enrich.js",
        Line = 12,
        Column = 31,
        Stack = $"TypeError: Cannot read property 'name' of null (order {order})\n    at customerOf (enrich.js:12:31)\n    at run (enrich.js:4:9)",
    };
}
