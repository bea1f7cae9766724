using System.Threading.Channels;
using CodeStepHost.Desk.Watching;
using Microsoft.Extensions.Time.Testing;

namespace CodeStepHost.Tests.Desk;

/// <summary>What an editor does in one save is one change, whatever it does; and what is no change is none.</summary>
public sealed class FolderWatchTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("codestep-watch-");
    private readonly FakeTimeProvider _time = new();
    private readonly ManualHints _hints = new();
    private readonly FolderWatch _watch;

    public FolderWatchTests()
    {
        Write("flow/flow.yaml", "steps: {}");
        Write("flow/greet.js", "1");
        _watch = new FolderWatch(new WatchedFiles(_folder.FullName), _hints, _time);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Two_saves_in_quick_succession_are_one_change()
    {
        var next = Next();
        Write("flow/greet.js", "2");
        _hints.Hint();
        await PassAsync(FolderWatch.Quiet / 2);
        Write("flow/greet.js", "3");
        _hints.Hint();
        await PassAsync(FolderWatch.Quiet / 2);
        Assert.False(next.IsCompleted);
        Assert.Equal(["flow/greet.js"], await EndAsync(next));
        await NothingMoreAsync();
    }

    [Fact]
    public async Task A_save_without_a_change_is_none()
    {
        var next = Next();
        Write("flow/greet.js", "1");
        File.SetLastWriteTimeUtc(Full("flow/greet.js"), new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        _hints.Hint();
        await PassAsync(TimeSpan.FromSeconds(10));
        Assert.False(next.IsCompleted);
    }

    [Theory]
    [InlineData("flow/.greet.js.swp")]
    [InlineData("flow/4913")]
    [InlineData("flow/greet.js~")]
    [InlineData("flow/#greet.js#")]
    [InlineData("flow/.#greet.js")]
    [InlineData("flow/greet.js.tmp.12345")]
    [InlineData("flow/greet.js___jb_tmp___")]
    [InlineData("flow/node_modules/a/index.js")]
    [InlineData("flow/.codestep/run.json")]
    [InlineData("flow/tests/a/a.received.json")]
    [InlineData("flow/notes.txt")]
    public async Task What_editors_and_programs_put_beside_files_is_no_change(string name)
    {
        var next = Next();
        Write(name, "x");
        _hints.Hint();
        await PassAsync(TimeSpan.FromSeconds(1));
        File.Delete(Full(name));
        _hints.Hint();
        await PassAsync(TimeSpan.FromSeconds(10));
        Assert.False(next.IsCompleted);
    }

    [Fact]
    public async Task A_file_that_is_written_beside_and_moved_over_has_changed_once()
    {
        var next = Next();
        Write("flow/.new", "2");
        _hints.Hint();
        File.Move(Full("flow/.new"), Full("flow/greet.js"), overwrite: true);
        _hints.Hint();
        Assert.Equal(["flow/greet.js"], await EndAsync(next));
        await NothingMoreAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_that_is_away_or_empty_while_it_is_written_has_changed_once(bool isDeleted)
    {
        var next = Next();
        if (isDeleted)
            File.Delete(Full("flow/greet.js"));
        else
            Write("flow/greet.js", "");
        _hints.Hint();
        await PassAsync(FolderWatch.Quiet * 1.5);
        Assert.False(next.IsCompleted);
        Write("flow/greet.js", "2");
        _hints.Hint();
        Assert.Equal(["flow/greet.js"], await EndAsync(next));
        await NothingMoreAsync();
    }

    [Fact]
    public async Task A_file_that_stays_away_and_one_that_is_renamed_are_told()
    {
        var next = Next();
        File.Delete(Full("flow/greet.js"));
        _hints.Hint();
        Assert.Equal(["flow/greet.js"], await EndAsync(next));
        next = Next();
        File.Move(Full("flow/flow.yaml"), Full("flow/other.yaml"));
        _hints.Hint();
        Assert.Equal(["flow/flow.yaml", "flow/other.yaml"], await EndAsync(next));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_nothing_hints_at_is_found_all_the_same(bool hintsCome)
    {
        _hints.Come = hintsCome;
        var next = Next();
        Write("flow/lib/new.js", "1");
        await PassAsync(FolderWatch.LookInstead + FolderWatch.Quiet + FolderWatch.Quiet);
        Assert.Equal(!hintsCome, next.IsCompleted);
        Assert.Equal(["flow/lib/new.js"], await EndAsync(next));
    }

    [Fact]
    public async Task Saving_without_end_is_told_all_the_same()
    {
        var next = Next();
        for (var i = 0; i < 40 && !next.IsCompleted; i++)
        {
            Write("flow/greet.js", $"{i}");
            _hints.Hint();
            await PassAsync(FolderWatch.Quiet / 2);
        }

        Assert.True(next.IsCompleted);
        Assert.Equal(["flow/greet.js"], await EndAsync(next));
    }

    [Fact]
    public async Task A_file_elsewhere_and_a_folder_that_goes_and_comes_back_are_seen()
    {
        var settings = Full("codestep.yaml");
        var watch = new FolderWatch(new WatchedFiles(Full("flow"), settings), _hints, _time);
        var next = watch.NextAsync(TestContext.Current.CancellationToken);
        Write("codestep.yaml", "data: x");
        _hints.Hint();
        Assert.Equal(["codestep.yaml"], await EndAsync(next));
        next = watch.NextAsync(TestContext.Current.CancellationToken);
        Directory.Move(Full("flow"), Full("away"));
        _hints.Hint();
        Assert.Equal(["flow/flow.yaml", "flow/greet.js"], await EndAsync(next));
        next = watch.NextAsync(TestContext.Current.CancellationToken);
        Directory.Move(Full("away"), Full("flow"));
        Assert.Equal(["flow/flow.yaml", "flow/greet.js"], await EndAsync(next));
    }

    private string Full(string name) => Path.Combine(_folder.FullName, name);

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Full(name))!);
        File.WriteAllText(Full(name), text);
    }

    private Task<IReadOnlyList<string>> Next() => _watch.NextAsync(TestContext.Current.CancellationToken);

    /// <summary>Lets time pass in steps so small that no timer is overtaken by another.</summary>
    private async Task PassAsync(TimeSpan span)
    {
        var step = FolderWatch.Quiet / 6;
        for (var passed = TimeSpan.Zero; passed < span; passed += step)
        {
            await ManualHints.SeenAsync();
            _time.Advance(step);
        }

        await ManualHints.SeenAsync();
    }

    private async Task<IReadOnlyList<string>> EndAsync(Task<IReadOnlyList<string>> next)
    {
        for (var i = 0; i < 2000 && !next.IsCompleted; i++)
            await PassAsync(FolderWatch.Quiet / 6);
        Assert.True(next.IsCompleted);
        return [.. (await next).Select(path => Path.GetRelativePath(_folder.FullName, path).Replace('\\', '/'))];
    }

    private async Task NothingMoreAsync()
    {
        var next = Next();
        await PassAsync(TimeSpan.FromSeconds(5));
        Assert.False(next.IsCompleted);
    }

    private sealed class ManualHints : IChangeHints
    {
        private readonly Channel<bool> _hints = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, AllowSynchronousContinuations = true });

        public ChannelReader<bool> Hints => _hints.Reader;

        public bool Come { get; set; } = true;

        public void Hint() => _hints.Writer.TryWrite(item: true);

        /// <summary>Lets what waits for a hint or a timer go on.</summary>
        public static async Task SeenAsync()
        {
            for (var i = 0; i < 5; i++)
                await Task.Yield();
        }

        public void Dispose() => _hints.Writer.TryComplete();
    }
}
