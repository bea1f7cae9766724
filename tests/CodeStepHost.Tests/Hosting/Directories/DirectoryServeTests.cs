using System.Text.Json;

namespace CodeStepHost.Tests.Hosting.Directories;

/// <summary>Directories that the real program watches.</summary>
public sealed class DirectoryServeTests
{
    [Fact]
    public async Task Files_are_taken_in_and_moved_and_what_is_wrong_is_told_where_one_looks()
    {
        using var folder = Flow("\"*.csv\"", "{ move: done }");
        await using var served = await StartAsync(folder);
        folder.Write("inbox/orders/.part", "id,name\n1,cup\n2,pot\n");
        File.Move(Path.Combine(folder.Root, "inbox/orders/.part"), Path.Combine(folder.Root, "inbox/orders/a.csv"));
        await folder.UntilAsync("SELECT count(*) FROM log_lines", lines => lines == 2);
        Assert.Equal(["""{"id":"1","name":"cup"} a.csv 1""", """{"id":"2","name":"pot"} a.csv 2"""], folder.Query("SELECT text FROM log_lines ORDER BY 1"));
        await UntilAsync(() => File.Exists(Path.Combine(folder.Root, "inbox/orders/done/a.csv")));
        Assert.False(File.Exists(Path.Combine(folder.Root, "inbox/orders/a.csv")));

        Directory.Move(Path.Combine(folder.Root, "inbox/orders"), Path.Combine(folder.Root, "inbox/away"));
        await UntilAsync(async () => (await ProblemsAsync(served)).Contains("there is no folder", StringComparison.Ordinal));
        Directory.Move(Path.Combine(folder.Root, "inbox/away"), Path.Combine(folder.Root, "inbox/orders"));
        await UntilAsync(async () => (await ProblemsAsync(served)).Length == 0);
    }

    [Fact]
    public async Task A_host_that_is_killed_in_the_middle_of_files_loses_no_record_and_takes_none_in_twice()
    {
        const int records = 10_000;
        using var folder = Flow("\"*.ndjson\"", "delete");
        folder.WriteRecords("inbox/orders/a.ndjson", records).WriteRecords("inbox/orders/b.ndjson", 10);
        foreach (var part in new[] { 0.02, 0.3 })
        {
            await using var killed = await StartAsync(folder);
            await folder.UntilAsync("SELECT count(*) FROM intakes", taken => taken > records * part);
            await killed.Host.KillAsync();
        }

        await using var served = await StartAsync(folder);
        await UntilAsync(() => !Directory.EnumerateFiles(Path.Combine(folder.Root, "inbox/orders")).Any());
        Assert.Equal(records + 10, folder.Number("SELECT count(*) FROM intakes"));
    }

    [Fact]
    public async Task A_directory_that_is_not_there_or_not_permitted_is_refused_at_the_door()
    {
        using var folder = Flow("\"*.csv\"", "keep");
        (await CodeStep.RunAsync(folder.Root, "deploy", ".", "--start")).Succeeded();
        Directory.Delete(Path.Combine(folder.Root, "inbox"), recursive: true);
        var served = await CodeStep.RunAsync(folder.Root, "serve", "--listen", "http://127.0.0.1:0");
        Assert.Equal(2, served.Code);
        Assert.Contains($"codestep.yaml: directories.inbox: there is no folder {Path.Combine(folder.Root, "inbox")}; make it, or name another", served.Error, StringComparison.Ordinal);

        folder.Write("codestep.yaml", "directories: { outbox: . }\n");
        var deployed = await CodeStep.RunAsync(folder.Root, "deploy", ".");
        Assert.Equal(2, deployed.Code);
        Assert.Contains("flow.unknown-directory", deployed.Out + deployed.Error, StringComparison.Ordinal);
    }

    private static FlowFolder Flow(string files, string then)
    {
        var folder = new FlowFolder()
            .Write("codestep.yaml", "directories: { inbox: inbox }\n")
            .Write("f/flow.yaml", $$"""
                steps:
                  drop:
                    uses: directory
                    config: { directory: inbox/orders, files: {{files}}, every: 200ms, stable: 100ms, then: {{then}} }
                    to: log
                  log: { uses: code, script: log.js }
                """)
            .Write("f/log.js", "function run(msg) { if (msg.body.id) console.log(JSON.stringify(msg.body), msg.file.path, msg.file.record); }");
        Directory.CreateDirectory(Path.Combine(folder.Root, "inbox/orders"));
        return folder;
    }

    private static async Task<Served> StartAsync(FlowFolder folder)
    {
        if (!File.Exists(folder.Database))
            (await CodeStep.RunAsync(folder.Root, "deploy", ".", "--start")).Succeeded();
        return await Served.StartAsync(folder);
    }

    /// <summary>What health tells of directories.</summary>
    private static async Task<string> ProblemsAsync(Served served)
    {
        using var ready = JsonDocument.Parse((await served.GetAsync("/health/ready")).Body);
        return string.Join('\n', ready.RootElement.GetProperty("directories").EnumerateArray().Select(trouble => $"{trouble.GetProperty("flow")}/{trouble.GetProperty("step")}: {trouble.GetProperty("problem")}"));
    }

    private static Task UntilAsync(Func<bool> isSo) => UntilAsync(() => Task.FromResult(isSo()));

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        while (!await isSo())
            await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System, limit.Token);
    }
}
