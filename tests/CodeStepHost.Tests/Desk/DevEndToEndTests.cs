using CodeStepHost.Tests.Hosting;

namespace CodeStepHost.Tests.Desk;

/// <summary>The real program on real files: what is saved is seen without anybody's hint, and Ctrl-C ends it with all that it started.</summary>
public sealed class DevEndToEndTests : IDisposable
{
    private readonly FlowFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task From_the_first_flow_to_a_save_and_ctrl_c()
    {
        (await CodeStep.RunAsync(_folder.Root, "init", "hello")).Succeeded();
        (await CodeStep.RunAsync(_folder.Root, "test", "hello")).Succeeded();
        await using var dev = CodeStep.Start(_folder.Root, "dev", "hello");
        await dev.LineAsync(line => line.Contains("Watching hello", StringComparison.Ordinal));

        _folder.Write("hello/greet.js", "function run(msg) { return { said: `Hi, ${msg.body.name}` }; }\n");
        await dev.LineAsync(line => line.EndsWith("""data       {"body":{"said":"Hi, Ada"}}""", StringComparison.Ordinal));
        await dev.LineAsync(line => line.EndsWith("1 message to log", StringComparison.Ordinal));

        // As an editor saves that writes beside and moves over.
        _folder.Write("hello/.greet.js.tmp", "function run(msg) { return { said: ;\n");
        File.Move(Path.Combine(_folder.Root, "hello/.greet.js.tmp"), Path.Combine(_folder.Root, "hello/greet.js"), overwrite: true);
        await dev.LineAsync(line => line.StartsWith("hello/greet.js:1:36: error script.syntax", StringComparison.Ordinal));

        await dev.SignalGroupAsync("INT");
        var ended = await dev.EndAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(0, ended.Code);
        Assert.Equal("", ended.Error);
        Assert.Empty(dev.Session());
    }

    [Fact]
    public async Task What_cannot_be_watched_is_refused()
    {
        _folder.Write("a.txt", "");
        foreach (var (folder, words) in ((string, string)[])[(".", "codestep init makes a first flow"), ("nowhere", "no folder"), ("a.txt", "is a file")])
        {
            var ended = await CodeStep.RunAsync(_folder.Root, "dev", folder);
            Assert.Equal(2, ended.Code);
            Assert.Contains(words, ended.Error, StringComparison.Ordinal);
        }
    }
}
