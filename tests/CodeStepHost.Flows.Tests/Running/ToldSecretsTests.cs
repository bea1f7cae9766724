using System.Text;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Redacting;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;
using static CodeStepHost.Flows.Tests.Running.FlowTestBed;

namespace CodeStepHost.Flows.Tests.Running;

/// <summary>What is told of an execution holds no secret: neither the host's, nor one that a step of the flow names, nor one of the step's stored credential.</summary>
public sealed class ToldSecretsTests
{
    [Fact]
    public async Task Logs_errors_rebounds_and_recordings_know_the_same_secrets()
    {
        const string all = "host-secret step-secret credential-secret aG9zdC1zZWNyZXQ= https://a.example/?k=step-secret";
        await using var bed = new FlowTestBed { Redactors = new FlowRedactors(new Redactor(known: [new KnownSecret("HOST", "host-secret")]), step => step.Name == "trigger" ? [new KnownSecret("STEP", "step-secret")] : []) };
        bed.Store.Steps[new Messages.StepAddress("f", "work")] = new InMemoryStep { Keys = """{"key":"credential-secret"}"""u8.ToArray() };
        await bed.WithFlowAsync("f", Step("work"));
        bed.On("work", (execution, _) =>
        {
            execution.Emissions.Log(StepLogLevel.Info, all);
            execution.Emissions.Called(new HttpExchange("GET", "https://a.example/", 200, [new("x", all)], Convert.ToBase64String(Encoding.UTF8.GetBytes(all)), null));
            return BodyOf(execution) == "1"
                ? Task.FromResult<ComponentEnd>(new ComponentEnd.Threw(new StepError("Error", all) { Stack = all, Details = new Dictionary<string, string> { ["d"] = all }, Cause = new StepError("Error", all) }))
                : ReboundAsync(execution);
        });
        await bed.Start().SendAsync("f", 1, 2);
        await bed.UntilIdleAsync();
        await bed.UntilAsync(() => Task.FromResult(bed.Store.Logs.Count == 2));

        const string told = "<redacted:HOST> <redacted:STEP> <redacted:key> <redacted:HOST> https://a.example/?k=<redacted:STEP>";
        var error = Assert.Single(await bed.ErrorsAsync());
        Assert.Equal([told, told, told, told], [error.Error.Message, error.Error.Stack, error.Error.Details!["d"], error.Error.Cause!.Message]);
        Assert.Equal(told, Assert.Single(await bed.ParkedAsync()).Reason);
        Assert.All(bed.Store.Logs, line => Assert.Equal(told, line.Text));
        var recording = Text(await bed.Store.RecordingAsync(error.Id, CancellationToken.None));
        Assert.Contains($"\"headers\":{{\"x\":\"{told}\"}},\"body\":\"{told}\"", recording, StringComparison.Ordinal);
        Assert.DoesNotContain("-secret", recording, StringComparison.Ordinal);

        static async Task<ComponentEnd> ReboundAsync(StepExecution execution)
        {
            await execution.Emissions.EmitAsync(new Emission.Rebound(all), CancellationToken.None);
            return new ComponentEnd.Completed();
        }
    }
}
