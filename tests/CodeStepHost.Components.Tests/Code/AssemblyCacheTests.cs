using CodeStepHost.Components.Code;

namespace CodeStepHost.Components.Tests.Code;

/// <summary>The folder of compiled scripts.</summary>
public sealed class AssemblyCacheTests : IDisposable
{
    private static readonly byte[] _payload = [.. Enumerable.Range(0, 5000).Select(i => (byte)i)];

    private readonly string _data = Directory.CreateTempSubdirectory("codestep-cache").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public void What_was_kept_is_found_by_another_host()
    {
        Cache().Keep("source", _payload);
        Assert.Equal(_payload, Cache().Find("source"));
        Assert.Null(Cache().Find("other source"));
    }

    [Fact]
    public void What_another_compiler_made_is_not_found()
    {
        Cache().Keep("source", _payload);
        Assert.Null(Cache("another compiler").Find("source"));
    }

    [Fact]
    public void A_file_with_any_byte_changed_or_cut_short_is_deleted()
    {
        Cache().Keep("source", _payload);
        var file = Assert.Single(Files());
        var whole = File.ReadAllBytes(file);
        foreach (var place in new[] { 0, 20, 60, 90, whole.Length - 1 })
        {
            var damaged = whole.ToArray();
            damaged[place] ^= 1;
            File.WriteAllBytes(file, damaged);
            Assert.Null(Cache().Find("source"));
            Assert.Empty(Files());
            File.WriteAllBytes(file, whole[..place]);
            Assert.Null(Cache().Find("source"));
            Assert.Empty(Files());
        }
    }

    [Fact]
    public void A_file_in_the_place_of_another_is_not_taken_for_it()
    {
        Cache().Keep("one", _payload);
        var one = Files().Single();
        Cache().Keep("two", [1, 2, 3]);
        var two = Files().Single(file => file != one);
        File.Copy(one, two, overwrite: true);
        Assert.Null(Cache().Find("two"));
        Assert.Equal(_payload, Cache().Find("one"));
    }

    [Fact]
    public void What_was_not_used_for_longest_goes_first()
    {
        var cache = Cache(mostBytes: 3 * 5300);
        string[] sources = ["a", "b", "c"];
        foreach (var source in sources)
            cache.Keep(source, _payload);
        var old = DateTime.UnixEpoch;
        foreach (var file in Files())
            File.SetLastWriteTimeUtc(file, old);
        Assert.NotNull(cache.Find("a"));
        cache.Keep("d", _payload);
        Assert.Equal(3, Files().Count);
        Assert.NotNull(cache.Find("a"));
        Assert.NotNull(cache.Find("d"));
    }

    [Fact]
    public void What_a_killed_host_left_half_written_is_never_read_and_goes_in_time()
    {
        var cache = Cache(mostBytes: 2 * 5300);
        cache.Keep("a", _payload);
        var half = Files().Single() + ".0123";
        File.WriteAllBytes(half, new byte[9000]);
        File.SetLastWriteTimeUtc(half, DateTime.UnixEpoch);
        cache.Keep("b", _payload);
        Assert.False(File.Exists(half));
        Assert.NotNull(cache.Find("a"));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_no_failure()
    {
        File.WriteAllText(Path.Combine(_data, AssemblyCache.Folder), "in the way");
        var cache = Cache();
        cache.Keep("source", _payload);
        Assert.Null(cache.Find("source"));
    }

    [Fact]
    public void Files_are_for_the_host_alone()
    {
        Cache().Keep("source", _payload);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Assert.Single(Files())));
    }

    private AssemblyCache Cache(string compiler = "compiler", long mostBytes = 1 << 20) => new(_data, () => compiler, mostBytes);

    private List<string> Files() => [.. Directory.EnumerateFiles(_data, "*", SearchOption.AllDirectories)];
}
