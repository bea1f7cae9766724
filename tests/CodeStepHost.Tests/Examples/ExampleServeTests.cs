using System.Text.Json;
using CodeStepHost.Tests.Hosting;

namespace CodeStepHost.Tests.Examples;

/// <summary>The shipped examples that go on until they are stopped, served by the real program.</summary>
public sealed class ExampleServeTests
{
    [Fact]
    public async Task Webhook_reply_answers_each_caller_as_its_page_says()
    {
        using var copy = Example.Copy("webhook-reply");
        (await CodeStep.RunAsync(copy.Root, "deploy", ".", "--start")).Succeeded();
        await using var served = await Served.StartAsync(copy);

        var quoted = await served.PostAsync("/hooks/webhook-reply", """{"item":"cup","quantity":3}""");
        Assert.Equal(200, quoted.Status);
        using var quote = JsonDocument.Parse(quoted.Body);
        Assert.Equal(13.5, quote.RootElement.GetProperty("total").GetDouble());
        Assert.Equal(quote.RootElement.GetProperty("id").GetString(), quoted.Headers["X-Quote-Id"]);

        var wrong = await served.PostAsync("/hooks/webhook-reply", """{"item":"cup"}""");
        Assert.Equal((400, """{"error":"quantity must be a whole number from 1"}"""), (wrong.Status, wrong.Body));
        var unknown = await served.PostAsync("/hooks/webhook-reply", """{"item":"spoon","quantity":1}""");
        Assert.Equal((404, """{"error":"there is no item \"spoon\"","items":["cup","teapot"]}"""), (unknown.Status, unknown.Body));
        Assert.Contains(unknown.Body, Example.PromisedLines("webhook-reply"));

        var failed = await served.PostAsync("/hooks/webhook-reply", """{"item":"cup","quantity":5000}""");
        Assert.Equal((500, """{"error":"something went wrong; we look into it"}"""), (failed.Status, failed.Body));
        await copy.UntilAsync("SELECT count(*) FROM log_lines WHERE text = 'quoted 3 x cup: 13.5 EUR'", lines => lines == 1);
        await copy.UntilAsync("SELECT count(*) FROM errors WHERE state = 0", errors => errors == 1);
    }

    [Fact]
    public async Task A_timer_and_a_schedule_fire_and_the_poller_misses_nothing_and_takes_nothing_twice()
    {
        using var copy = Example.Copy("schedule-poller");
        (await CodeStep.RunAsync(copy.Root, "deploy", ".", "--start")).Succeeded();
        await PollAsync(copy, until: 2);

        // Its position is kept: another host goes on from there.
        await PollAsync(copy, until: 4);

        var received = FlowFolder.Query(Path.Combine(copy.Data, "shop.db"), "SELECT id FROM movements ORDER BY id");
        Assert.True(received.Count >= 4);
        Assert.Equal(Enumerable.Range(1, received.Count).Select(id => $"{id}"), received);
        Assert.Equal(received.Count, copy.Number(FlowFolder.Executions("save")));
        Assert.Equal(0, copy.Number("SELECT count(*) FROM errors"));
    }

    private static async Task PollAsync(FlowFolder copy, int until)
    {
        await using var served = await Served.StartAsync(copy);
        await copy.UntilAsync("SELECT count(*) FROM log_lines WHERE text LIKE '% new, up to %'", polls => polls >= until);
        await served.Host.SignalGroupAsync("TERM");
        Assert.Equal(0, (await served.Host.EndAsync()).Code);
    }
}
