using System.Globalization;
using CsCheck;

namespace CodeStepHost.Tests.Hosting.Directories;

/// <summary>A host that is killed at any write while it takes files in: no record is lost, and none comes twice.</summary>
public sealed class DirectoryKillTests
{
    private static readonly Gen<string> Endings = Gen.OneOf(Gen.Const("\"keep\""), Gen.Const("\"delete\""), Gen.Const("{\"move\":\"done\"}"));

    // Records are stored 200 at a time.
    private static readonly Gen<int[]> Sizes = Gen.OneOf(Gen.Int[0, 3], Gen.Int[199, 201], Gen.Int[390, 610]).Array[1, 4];

    [Fact]
    public Task Whatever_the_write_no_record_is_lost_and_none_comes_twice() => Gen.Select(Sizes, Endings, Gen.Bool, Gen.Int[1, 3]).SampleAsync(async (sizes, ending, isLastDone, perLook) =>
    {
        // One kill more with each round, until a host comes through; the hosts after it may be killed too.
        for (var kill = 0; ; kill++)
        {
            using var folder = new WatchedFolder(string.Create(CultureInfo.InvariantCulture, $"\"files\":\"*.ndjson\",\"perLook\":{perLook},\"then\":{ending}"));
            for (var file = 0; file < sizes.Length; file++)
                folder.Put($"{file}.ndjson", Lines(file, sizes[file]));

            var wasKilled = false;
            foreach (var goneAt in new[] { kill, kill / 2, 0 })
            {
                folder.Restart();
                (folder.Failures.GoneAt, folder.Failures.IsLastDone) = (goneAt, isLastDone);
                for (var look = 0; look < sizes.Length && folder.Failures.Writes <= goneAt; look++)
                    await folder.LookAsync();
                wasKilled |= folder.Failures.Writes > goneAt;
            }

            folder.Restart();
            for (var look = 0; look <= sizes.Length; look++)
                await folder.LookAsync();

            var expected = sizes.SelectMany((size, file) => Enumerable.Range(1, size).Select(number => Record(file, number))).Order(StringComparer.Ordinal);
            Assert.Equal(expected, await folder.BodiesAsync());
            var left = ending switch { "\"delete\"" => [], "\"keep\"" => sizes.Select((_, file) => $"{file}.ndjson"), _ => sizes.Select((_, file) => $"done/{file}.ndjson") };
            Assert.Equal(left, folder.Files());
            Assert.DoesNotContain("takingAs", await folder.PositionAsync() ?? "", StringComparison.Ordinal);
            if (!wasKilled || kill > 30)
                break;
        }
    }, iter: 40, threads: 1);

    private static string Lines(int file, int count) => string.Concat(Enumerable.Range(1, count).Select(number => Record(file, number) + "\n"));

    private static string Record(int file, int number) => string.Create(CultureInfo.InvariantCulture, $"\"{file}-{number}\"");
}
