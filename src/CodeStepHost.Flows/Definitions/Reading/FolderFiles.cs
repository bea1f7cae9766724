using System.Globalization;

namespace CodeStepHost.Flows.Definitions.Reading;

/// <summary>The text files of a flow folder that are deployed with it.</summary>
internal sealed class FolderFiles(string folder)
{
    public const int MostFileBytes = 1 << 20;
    public const int MostBytes = 16 << 20;
    public const int MostFiles = 500;
    private const int Deepest = 16;

    /// <summary>What scripts are, and may read.</summary>
    private static readonly string[] Endings = [".js", ".cjs", ".csx", ".cs", ".json", ".jsonata", ".sql"];

    /// <summary>Hidden files are listed too, since dot-folders are passed over by their name and nothing else is hidden on purpose.</summary>
    public static EnumerationOptions Listing { get; } = new() { IgnoreInaccessible = false, AttributesToSkip = FileAttributes.None };

    private readonly List<FlowProblem> problems = [];

    /// <summary>Plain files by their path below the folder, with forward slashes.</summary>
    private readonly SortedDictionary<string, FileInfo> plain = new(StringComparer.Ordinal);

    /// <summary>Links to files, likewise.</summary>
    private readonly SortedDictionary<string, FileInfo> links = new(StringComparer.Ordinal);

    /// <summary>Whether folders of that name hold nothing of a flow.</summary>
    public static bool IsPassedOver(string name) => name.StartsWith('.') || name == "node_modules";

    /// <summary>Reads the files.</summary>
    /// <exception cref="FlowFolderException">Something in the folder cannot be deployed.</exception>
    public IReadOnlyDictionary<string, string> Read()
    {
        try
        {
            Visit(new DirectoryInfo(folder), "", 0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var missing = exception is DirectoryNotFoundException;
            Report(FlowPackage.DefinitionFile, missing ? ProblemCodes.FolderWithoutFlow : ProblemCodes.FolderUnreadable, missing ? $"there is no folder {Quote.Text(folder)}" : "the folder cannot be read");
            throw new FlowFolderException(problems);
        }

        var chosen = new SortedDictionary<string, FileInfo>(plain, StringComparer.Ordinal);
        foreach (var (name, link) in links)
        {
            if (TargetOf(link) is { } target)
            {
                chosen[name] = target;
            }
            else
            {
                Report(name, ProblemCodes.FolderLink, "a symbolic link may only lead to another file of the flow folder");
            }
        }

        if (!chosen.ContainsKey(FlowPackage.DefinitionFile))
        {
            Report(FlowPackage.DefinitionFile, ProblemCodes.FolderWithoutFlow, $"the folder has no {Quote.Text(FlowPackage.DefinitionFile)}");
        }

        if (chosen.Count > MostFiles)
        {
            Report(FlowPackage.DefinitionFile, ProblemCodes.FolderTooLarge, string.Create(CultureInfo.InvariantCulture, $"the folder holds {chosen.Count} scripts and other files that are deployed; {MostFiles} are allowed"));
        }
        else if (chosen.Values.Sum(file => file.Length) > MostBytes)
        {
            Report(FlowPackage.DefinitionFile, ProblemCodes.FolderTooLarge, $"the folder's scripts and other files that are deployed are larger than {ByteSize.Format(MostBytes)}");
        }

        return problems.Count == 0 ? ReadTexts(chosen) : throw new FlowFolderException(problems);
    }

    private Dictionary<string, string> ReadTexts(SortedDictionary<string, FileInfo> chosen)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, file) in chosen)
        {
            try
            {
                texts[name] = TextFile.Read(file.FullName, MostFileBytes);
            }
            catch (TextFileException exception)
            {
                problems.Add(new FlowProblem(ProblemSeverity.Error, exception.Code, exception.Message, name, exception.Line, exception.Column));
            }
        }

        return problems.Count == 0 ? texts : throw new FlowFolderException(problems);
    }

    private void Visit(DirectoryInfo directory, string prefix, int depth)
    {
        foreach (var entry in directory.EnumerateFileSystemInfos("*", Listing))
        {
            var name = prefix + entry.Name;
            switch (entry)
            {
                case DirectoryInfo below when IsLeftOut(below.Name, depth):
                    break;
                case DirectoryInfo { LinkTarget: not null }:
                    Report(name, ProblemCodes.FolderLink, "a symbolic link to a folder is not followed; put the files into the flow folder");
                    break;
                case DirectoryInfo when depth == Deepest:
                    Report(name, ProblemCodes.FolderTooLarge, string.Create(CultureInfo.InvariantCulture, $"folders are nested more than {Deepest} deep"));
                    break;
                case DirectoryInfo below:
                    Visit(below, name + "/", depth + 1);
                    break;
                case FileInfo file when IsDeployed(file, name):
                    (file.LinkTarget is null ? plain : links)[name] = file;
                    break;
            }
        }
    }

    /// <summary>Data, samples and tests lie beside the scripts, and are not deployed with them.</summary>
    private static bool IsLeftOut(string name, int depth) => IsPassedOver(name) || (depth == 0 && name is "tests" or "data" or "samples");

    /// <summary>What is there for editors alone is left out: renewing it makes no new version of the flow.</summary>
    private static bool IsDeployed(FileInfo file, string name) =>
        name == FlowPackage.DefinitionFile || (!file.Name.StartsWith('.') && Endings.Contains(file.Extension) && name is not (FlowSchema.FileName or "case.schema.json" or "jsconfig.json"));

    /// <summary>
    /// The plain file of this folder that a link leads to. One that is only somewhere below the folder does not count: it could lie
    /// behind another link, in a folder that is passed over.
    /// </summary>
    private FileInfo? TargetOf(FileInfo link)
    {
        try
        {
            var target = link.ResolveLinkTarget(returnFinalTarget: true)?.FullName;
            return plain.Values.FirstOrDefault(file => file.FullName == target);
        }
        catch (IOException)
        {
            // A chain of links without an end.
            return null;
        }
    }

    private void Report(string file, string code, string message) =>
        problems.Add(new FlowProblem(ProblemSeverity.Error, code, message, file, 1, 1));
}
