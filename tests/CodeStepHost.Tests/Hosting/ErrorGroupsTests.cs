namespace CodeStepHost.Tests.Hosting;

/// <summary>Groups of errors in a running host, from the first error over a deploy that corrects it to the next time.</summary>
public sealed class ErrorGroupsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_group_has_a_note_is_muted_for_a_while_closes_after_a_deploy_without_it_and_opens_when_it_happens_again()
    {
        using var folder = new FlowFolder().Write("orders/flow.yaml", "steps:\n  hook: { uses: webhook, to: map }\n  map: { uses: code, script: map.js }\n");
        await DeployAsync(folder, "if (!msg.body.customer) throw new Error(`order ${msg.body.n} has no customer`);");
        await using var served = await Served.StartAsync(folder);
        foreach (var n in new[] { 1, 2, 3 })
            await FailAsync(folder, served, n);
        var group = folder.Query("SELECT DISTINCT fingerprint FROM errors").Single();
        Assert.StartsWith("3 × orders/map  Error: order 3 has no customer", await GroupsAsync(folder), StringComparison.Ordinal);

        // What people say of it.
        (await CodeStep.RunAsync(folder.Root, "errors", "groups", "note", group, "Grace asks the shop")).Succeeded();
        (await CodeStep.RunAsync(folder.Root, "errors", "groups", "mute", group, "--until", "5s")).Succeeded();
        Assert.StartsWith("no errors\nleft out: 1 muted group with 3 errors", await GroupsAsync(folder), StringComparison.Ordinal);
        Assert.Contains("left out: 3 errors of 1 muted group", (await CodeStep.RunAsync(folder.Root, "errors", "list")).Out, StringComparison.Ordinal);
        await UntilAsync(folder, text => text.StartsWith("3 × orders/map", StringComparison.Ordinal) && text.Contains("note: Grace asks the shop", StringComparison.Ordinal));

        // A version without it. It stays listed until that has been deployed for long enough, for which nobody waits a day here.
        await DeployAsync(folder, "if (!msg.body.customer) this.logger.warn('no customer');");
        Assert.StartsWith("3 × orders/map", await GroupsAsync(folder), StringComparison.Ordinal);
        await UntilAsync(folder, text => text.StartsWith("no errors\nleft out: 1 closed group with 3 errors", StringComparison.Ordinal), "--closed-after", "1s");
        var all = await GroupsAsync(folder, "--all", "--closed-after", "1s");
        Assert.Contains("closed: it last happened under version 1", all, StringComparison.Ordinal);
        Assert.Equal(3, folder.Number("SELECT count(*) FROM errors WHERE state = 0"));

        // It happens again.
        await DeployAsync(folder, "if (!msg.body.customer) throw new Error(`order ${msg.body.n} has no customer`); // again");
        await FailAsync(folder, served, 4);
        var open = await GroupsAsync(folder, "--closed-after", "1s");
        Assert.StartsWith("4 × orders/map  Error: order 4 has no customer", open, StringComparison.Ordinal);
        Assert.Contains("note: Grace asks the shop", open, StringComparison.Ordinal);
        (await CodeStep.RunAsync(folder.Root, "errors", "retry", "--all", "--group", group, "--yes")).Succeeded();
        await folder.UntilAsync("SELECT count(*) FROM errors WHERE state = 0 AND id > 4", again => again == 4);
    }

    private static async Task DeployAsync(FlowFolder folder, string body)
    {
        folder.Write("orders/map.js", $"function run(msg) {{ {body}\n}}");
        (await CodeStep.RunAsync(folder.Root, "deploy", ".", "--start")).Succeeded();
    }

    private static async Task FailAsync(FlowFolder folder, Served served, int number)
    {
        Assert.Equal(202, (await served.PostAsync("/hooks/orders", $$"""{"n":{{number}}}""")).Status);
        await folder.UntilAsync("SELECT count(*) FROM errors", errors => errors == number);
    }

    private static async Task<string> GroupsAsync(FlowFolder folder, params string[] options) => (await CodeStep.RunAsync(folder.Root, ["errors", "groups", .. options])).Out;

    private static async Task UntilAsync(FlowFolder folder, Predicate<string> isSo, params string[] options)
    {
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        for (var text = await GroupsAsync(folder, options); !isSo(text); text = await GroupsAsync(folder, options))
        {
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"Still not so:\n{text}");
        }
    }
}
