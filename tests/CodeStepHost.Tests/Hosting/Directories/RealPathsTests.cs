using CodeStepHost.Hosting.Ingress.Directories;

namespace CodeStepHost.Tests.Hosting.Directories;

/// <summary>Where paths lead in truth.</summary>
public sealed class RealPathsTests : IDisposable
{
    private readonly FlowFolder _folder = new FlowFolder().Write("real/deep/a.json", "1");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Links_of_every_kind_are_followed_to_their_ends()
    {
        Link("absolute", At("real"));
        Link("relative", "real");
        Link("chain", "relative");
        Link("real/up", "../real/deep");
        Link("dangling", "nowhere/at/all");
        Assert.Equal(At("real"), RealPaths.Resolve(At("real")));
        Assert.Equal(At("real/deep"), RealPaths.Resolve(At("absolute/deep")));
        Assert.Equal(At("real/deep"), RealPaths.Resolve(At("chain/deep")));
        Assert.Equal(At("real/deep"), RealPaths.Resolve(At("chain/up")));
        Assert.Equal(At("nowhere/at/all/a"), RealPaths.Resolve(At("dangling/a")));
        Assert.Equal(At("missing/b"), RealPaths.Resolve(At("missing/b")));
    }

    [Fact]
    public void Links_in_a_circle_are_an_error_and_no_endless_search()
    {
        Link("one", "two");
        Link("two", "one");
        Assert.Throws<IOException>(() => RealPaths.Resolve(At("one/a")));
    }

    [Fact]
    public void A_link_counts_only_below_the_folder()
    {
        Link("link", "real");
        Assert.False(RealPaths.HasLink(At("link"), At("link/deep")));
        Assert.True(RealPaths.HasLink(_folder.Root, At("link/deep")));
        Assert.False(RealPaths.HasLink(At("real"), At("real")));
    }

    [Fact]
    public void An_open_file_tells_where_it_lies()
    {
        Link("link", "real");
        using var stream = File.OpenRead(At("link/deep/a.json"));
        Assert.Equal(At("real/deep/a.json"), RealPaths.Of(stream.SafeFileHandle));
    }

    private string At(string path) => Path.Combine(_folder.Root, path);

    private void Link(string path, string target) => Directory.CreateSymbolicLink(At(path), target);
}
