using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Tests.Cli;

/// <summary>A step whose script kept ending its process: what people see of it, and how they end it.</summary>
public sealed class QuarantineTests : IAsyncLifetime
{
    private static readonly StepAddress Audit = new("orders", "audit");

    private readonly CommandLineFixture _cli = new();

    public async ValueTask InitializeAsync()
    {
        var sample = new SampleData(_cli.Store, _cli.Time);
        await sample.FillAsync();
        await QuarantineAsync();
        _cli.Time.Advance(TimeSpan.FromMinutes(2));
    }

    public ValueTask DisposeAsync()
    {
        _cli.Dispose();
        return default;
    }

    [Fact]
    public async Task A_step_in_quarantine_is_shown_wherever_steps_are()
    {
        await _cli.RunAsync("steps", "list");
        await _cli.RunAsync("flows", "list");
        await _cli.RunAsync("errors", "list", "--step", "audit");
        await _cli.RunAsync("errors", "list", "--step", "enrich", "--limit", "1");
        await _cli.RunAsync("steps", "list", "--flow", "nightly");
        await _cli.RunAsync("errors", "list", "--step", "audit", "--output", "json");
        await Verify(_cli.Transcript);
    }

    [Fact]
    public async Task A_person_ends_a_quarantine()
    {
        Assert.Equal(2, await _cli.RunAsync("steps", "release"));
        Assert.Equal(2, await _cli.RunAsync("steps", "release", "orders/audits"));
        Assert.Equal(2, await _cli.RunAsync("steps", "release", "audit"));
        Assert.Equal(0, await _cli.RunAsync("steps", "release", "orders/audit"));
        Assert.Equal(1, await _cli.RunAsync("steps", "release", "orders/audit", "orders/enrich"));
        Assert.Equal(1, await _cli.RunAsync("steps", "release", "orders/audit", "--output", "json"));
        await _cli.RunAsync("steps", "list", "--flow", "orders");
        await Verify(_cli.Transcript);
    }

    private async Task QuarantineAsync()
    {
        var now = _cli.Time.GetUtcNow();
        for (var number = 0; number < 3; number++)
        {
            var message = new NewMessage { Id = $"q-{number}", Address = Audit, FlowVersion = 1, Run = "r", Thread = "t", Content = """{"body":{},"headers":{}}"""u8.ToArray() };
            await _cli.Store.EnqueueAsync([new Intake(message.Id, new StepAddress("orders", "hook"), [message])], now, CancellationToken.None);
        }

        var error = new StepError("SandboxError", "The script's process ended while it ran step 'audit': it made a system call that only a break-out makes, and was ended at once (exit code 159).") { Code = ErrorCodes.ForbiddenCall };
        var claimed = (await _cli.Store.ClaimAsync(new ClaimRequest(Audit, 1, "host", now, now.AddMinutes(1)), CancellationToken.None)).Messages.Single();
        await _cli.Store.CommitAsync(new StepCommit
        {
            Claim = claimed.Token,
            Claimed = claimed,
            Disposition = new Disposition.Fail([error], KeepEmissions: false),
            Errors = [new NewError(error, Handler: null)],
            Quarantine = new Quarantine(Audit, 1, ErrorCodes.ForbiddenCall, $"Its script ended its process once: {error.Message}", 1, now, claimed.Message.Id),
            Execution = new ExecutionRecord(now, TimeSpan.FromMilliseconds(7), "failed", 42, 0),
            Now = now,
        });
    }
}
