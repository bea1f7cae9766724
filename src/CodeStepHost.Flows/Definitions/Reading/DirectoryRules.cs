namespace CodeStepHost.Flows.Definitions.Reading;

/// <summary>The rules of a watched directory: one that the host permits, and files whose format is known.</summary>
internal static class DirectoryRules
{
    private const long LargestFile = 1L << 40;

    private static readonly string[] Endings = [".json", ".ndjson", ".jsonl", ".csv"];

    public static void Check(SourceMap config, HostSettings? settings, ProblemList problems)
    {
        ValueReader.PositiveDuration(config, "every", problems);
        ValueReader.Duration(config, "stable", problems);
        ValueReader.Size(config, "maxSize", LargestFile, problems);
        CheckDirectory(config, settings, problems);

        var readsRecords = config.Scalar("read")?.Text is null or "records";
        if (!readsRecords && config.Find("format") is { } format)
            problems.ErrorUnlessReported(format.Place, ProblemCodes.Config, "`format` is that of records: leave it out, or `read: records`");
        if (readsRecords && config.Find("format") is null)
            CheckEndings(config, problems);
    }

    private static void CheckDirectory(SourceMap config, HostSettings? settings, ProblemList problems)
    {
        if (settings is null || config.Scalar("directory") is not { } directory)
            return;
        var name = directory.Text.Split('/')[0];
        if (settings.Directories.ContainsKey(name))
            return;
        var nearest = problems.IsFull ? null : NearestName.Find(name, settings.Directories.Keys);
        problems.ErrorUnlessReported(directory.Place, ProblemCodes.UnknownDirectory, $"`codestep.yaml` permits no directory {Quote.Text(name)}: whoever runs the host names it there under `directories`", nearest);
    }

    private static void CheckEndings(SourceMap config, ProblemList problems)
    {
        foreach (var files in config.Scalars("files").Where(files => !Endings.Any(ending => files.Text.EndsWith(ending, StringComparison.OrdinalIgnoreCase))))
            problems.ErrorUnlessReported(files.Place, ProblemCodes.Config, $"{Quote.Text(files.Text)} does not say whether its records are JSON, NDJSON or CSV: set `format`, or `read` the file as `text`, `binary` or `none`");
    }
}
