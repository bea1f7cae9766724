namespace CodeStepHost.Components.Tests.Conformance;

/// <summary>A part of a page that is made from a data file of these tests: it stands between two comments.</summary>
internal static class MadePart
{
    private const string Stop = "<!-- End of what is made. -->";

    /// <summary>Fails when the page does not say what it should; with VERIFY_ACCEPT=1, and not on a build server, writes it.</summary>
    /// <param name="page">Its name in src/docs.</param>
    /// <param name="source">The data file's name.</param>
    public static async Task CheckAsync(string page, string source, string made)
    {
        var path = ConformanceFiles.Page(page);
        var text = (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n");
        var start = $"<!-- Made by tests from tests/CodeStepHost.Components.Tests/Conformance/{source}; VERIFY_ACCEPT=1 makes it anew. -->";
        var from = text.IndexOf(start, StringComparison.Ordinal);
        var to = from < 0 ? -1 : text.IndexOf(Stop, from, StringComparison.Ordinal);
        Assert.True(to > 0, $"{page} lacks the comments between which the part from {source} stands: {start} and {Stop}");
        var renewed = $"{text[..(from + start.Length)]}\n\n{made}\n{text[to..]}";
        if (renewed != text && Environment.GetEnvironmentVariable("VERIFY_ACCEPT") == "1" && Environment.GetEnvironmentVariable("CI") is null)
            await File.WriteAllTextAsync(path, renewed, TestContext.Current.CancellationToken);
        else
            Assert.Equal(renewed, text);
    }
}
