namespace CodeStepHost.Flows.Definitions;

/// <summary>The stable codes of <see cref="FlowProblem"/>.</summary>
public static class ProblemCodes
{
    /// <summary>The text is not YAML.</summary>
    public const string YamlSyntax = "yaml.syntax";

    /// <summary>A tab where YAML wants spaces.</summary>
    public const string YamlTab = "yaml.tab";

    /// <summary>A key stands twice in one mapping.</summary>
    public const string YamlDuplicateKey = "yaml.duplicate-key";

    /// <summary>A key that is not a plain text.</summary>
    public const string YamlKey = "yaml.key";

    /// <summary>A value that JSON cannot hold, such as <c>.inf</c>, or a tag that is not known.</summary>
    public const string YamlValue = "yaml.value";

    /// <summary>An alias without its anchor, or aliases that grow into too much.</summary>
    public const string YamlAlias = "yaml.alias";

    /// <summary>The text is larger or deeper than a definition can sensibly be.</summary>
    public const string YamlTooLarge = "yaml.too-large";

    /// <summary>The file holds nothing.</summary>
    public const string YamlEmpty = "yaml.empty";

    /// <summary>More than one document in a file.</summary>
    public const string YamlDocuments = "yaml.documents";

    /// <summary>A key that does not exist there.</summary>
    public const string UnknownKey = "flow.unknown-key";

    /// <summary>A key that must be there.</summary>
    public const string MissingKey = "flow.missing-key";

    /// <summary>A value of another type than the key takes.</summary>
    public const string WrongType = "flow.type";

    /// <summary>A value outside its range, pattern or list.</summary>
    public const string WrongValue = "flow.value";

    /// <summary>A name that a flow, step or connection cannot have.</summary>
    public const string BadName = "flow.name";

    /// <summary>A step without which nothing happens: the flow has none.</summary>
    public const string NoSteps = "flow.no-steps";

    /// <summary>No message can enter the flow.</summary>
    public const string NoTrigger = "flow.no-trigger";

    /// <summary><c>to</c> or <c>onError</c> names a step that does not exist.</summary>
    public const string UnknownStep = "flow.unknown-step";

    /// <summary><c>to</c> or <c>onError</c> names a step that cannot stand there.</summary>
    public const string BadTarget = "flow.target";

    /// <summary>Messages would travel in a circle.</summary>
    public const string Cycle = "flow.cycle";

    /// <summary>No message can reach a step.</summary>
    public const string Unreachable = "flow.unreachable";

    /// <summary>A script that is missing from the folder, or a step that cannot have one.</summary>
    public const string Script = "flow.script";

    /// <summary>A cron expression or time zone that does not exist.</summary>
    public const string Schedule = "flow.schedule";

    /// <summary>Keys of a step's config that do not go together.</summary>
    public const string Config = "flow.config";

    /// <summary>A secret that <c>codestep.yaml</c> does not have, or that cannot be used where it is named.</summary>
    public const string Secret = "flow.secret";

    /// <summary>A connection that <c>codestep.yaml</c> does not have.</summary>
    public const string UnknownConnection = "flow.unknown-connection";

    /// <summary>A directory that <c>codestep.yaml</c> does not have.</summary>
    public const string UnknownDirectory = "flow.unknown-directory";

    /// <summary>Two flows of a set have one name.</summary>
    public const string DuplicateFlow = "flow.duplicate-name";

    /// <summary>There are more problems than are listed.</summary>
    public const string More = "flow.more-problems";

    /// <summary>A folder or file that cannot be read.</summary>
    public const string FolderUnreadable = "folder.unreadable";

    /// <summary>The folder has no <c>flow.yaml</c>.</summary>
    public const string FolderWithoutFlow = "folder.no-flow";

    /// <summary>A file or the folder is larger than may be deployed.</summary>
    public const string FolderTooLarge = "folder.too-large";

    /// <summary>A symbolic link to something that is not one of the folder's own files.</summary>
    public const string FolderLink = "folder.link";

    /// <summary>A file that is not UTF-8 text.</summary>
    public const string FolderEncoding = "folder.encoding";

    /// <summary>A placeholder that is unknown or has no value.</summary>
    public const string Placeholder = "settings.placeholder";

    /// <summary>A file that the settings name and that does not exist.</summary>
    public const string SettingsFile = "settings.file";
}
