namespace CodeStepHost.Flows.Definitions.Reading;

/// <summary>What is said of a file that a step names and the folder does not have.</summary>
internal static class FolderFileRules
{
    /// <param name="endings">What the names of such files end in.</param>
    public static void ReportMissing(SourceScalar file, FlowPackage package, IReadOnlyList<string> endings, ProblemList problems)
    {
        if (problems.IsFull)
        {
            problems.ErrorUnlessReported(file.Place, ProblemCodes.Script, $"the folder has no file {Quote.Text(file.Text)}");
            return;
        }

        var plain = file.Text.StartsWith("./", StringComparison.Ordinal) ? file.Text[2..] : file.Text;
        var known = package.Files.Keys.Where(name => endings.Contains(Path.GetExtension(name))).Order(StringComparer.Ordinal).ToList();
        var nearest = NearestName.Find(plain, known);
        var reason = nearest is not null && string.Equals(nearest, plain, StringComparison.OrdinalIgnoreCase) && nearest != plain
            ? "; upper and lower case differ"
            : "";
        problems.ErrorUnlessReported(file.Place, ProblemCodes.Script, $"the folder has no file {Quote.Text(file.Text)}{reason}", nearest);
    }
}
