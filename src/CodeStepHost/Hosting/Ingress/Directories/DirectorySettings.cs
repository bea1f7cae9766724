using System.Text.Json;
using CodeStepHost.Components.Records;
using CodeStepHost.Flows.Definitions;
using Microsoft.Extensions.FileSystemGlobbing;

namespace CodeStepHost.Hosting.Ingress.Directories;

/// <summary>What is made of a file.</summary>
internal enum FileReading
{
    /// <summary>A message for each record.</summary>
    Records = 0,

    /// <summary>One message with the file's text.</summary>
    Text = 1,

    /// <summary>One message with the file's bytes, in base64.</summary>
    Binary = 2,

    /// <summary>One message that tells of the file.</summary>
    None = 3,
}

/// <summary>What becomes of a file that has been taken in.</summary>
internal enum FileEnd
{
    Keep = 0,
    Delete = 1,
    Move = 2,
}

/// <summary>What a <c>directory</c> trigger's config says, with the folder that the host's settings permit.</summary>
/// <param name="Root">The folder of <c>codestep.yaml</c>, without symbolic links.</param>
/// <param name="Below">The watched folder below it; empty: the root itself.</param>
internal sealed record DirectorySettings(string Root, string Below)
{
    private Matcher Pattern { get; } = new();

    /// <summary>Whether folders in the folder are looked into.</summary>
    public bool LooksDeeper { get; private init; }

    public FileReading Reading { get; private init; }

    /// <summary>The format of records; null: each file's name says it.</summary>
    public RecordFormat? Format { get; private init; }

    /// <summary>What messages are made of a file, as a position says it.</summary>
    public string ReadAs => (Reading, Format) switch
    {
        (FileReading.Records, RecordFormat.Json) => "json",
        (FileReading.Records, RecordFormat.JsonLines) => "ndjson",
        (FileReading.Records, RecordFormat.Csv) => "csv",
        (FileReading.Text, _) => "text",
        (FileReading.Binary, _) => "binary",
        (FileReading.None, _) => "none",
        _ => "records",
    };

    /// <summary>For how long a file must not have changed.</summary>
    public TimeSpan Stable { get; private init; }

    public FileEnd End { get; private init; }

    /// <summary>Whether taken-in files are deleted or moved.</summary>
    public bool PutsAway => End != FileEnd.Keep;

    /// <summary>Where taken-in files go, below the watched folder; empty unless they are moved.</summary>
    public string MoveTo { get; private init; } = string.Empty;

    public long MaxSize { get; private init; }

    public int PerLook { get; private init; }

    /// <summary>The watched folder.</summary>
    public string Folder => Path.Combine(Root, Below);

    /// <summary>Reads a trigger's config.</summary>
    /// <param name="directories">The folders that the host's settings permit, by name.</param>
    /// <exception cref="IOException">The settings do not have its directory.</exception>
    public static DirectorySettings Read(StepDefinition trigger, IReadOnlyDictionary<string, string> directories)
    {
        using var json = JsonDocument.Parse(trigger.Config);
        var config = json.RootElement;
        var parts = config.GetProperty("directory").GetString()!.Split('/', 2);
        if (!directories.TryGetValue(parts[0], out var root))
            throw new IOException($"codestep.yaml permits no directory {parts[0]}: name it there under `directories`");
        var then = config.TryGetProperty("then", out var end) ? end : default;
        var settings = new DirectorySettings(RealPaths.Resolve(root), parts.Length == 1 ? string.Empty : parts[1].TrimEnd('/'))
        {
            Reading = Text(config, "read") is { } reading ? Enum.Parse<FileReading>(reading, ignoreCase: true) : FileReading.Records,
            Format = Text(config, "format") switch { "json" => RecordFormat.Json, "ndjson" => RecordFormat.JsonLines, "csv" => RecordFormat.Csv, _ => null },
            Stable = Duration.Parse(Text(config, "stable") ?? "2s"),
            End = then.ValueKind switch { JsonValueKind.Object => FileEnd.Move, JsonValueKind.String => Enum.Parse<FileEnd>(then.GetString()!, ignoreCase: true), _ => FileEnd.Keep },
            MoveTo = then.ValueKind == JsonValueKind.Object ? then.GetProperty("move").GetString()!.TrimEnd('/') : string.Empty,
            MaxSize = config.TryGetProperty("maxSize", out var size) ? Size(size) : 100L << 20,
            PerLook = config.TryGetProperty("perLook", out var count) ? count.GetInt32() : 1000,
            LooksDeeper = Patterns(config).Any(pattern => pattern.Contains('/', StringComparison.Ordinal)),
        };
        foreach (var pattern in Patterns(config))
            settings.Pattern.AddInclude(pattern);
        return settings;
    }

    /// <summary>How often a trigger looks.</summary>
    public static TimeSpan EveryOf(StepDefinition trigger)
    {
        using var json = JsonDocument.Parse(trigger.Config);
        return Duration.Parse(Text(json.RootElement, "every") ?? "5s");
    }

    /// <summary>Whether a file is one to take in.</summary>
    /// <param name="path">From the watched folder, with <c>/</c>.</param>
    public bool Wants(string path) =>
        (MoveTo.Length == 0 || !path.StartsWith($"{MoveTo}/", StringComparison.Ordinal)) && Pattern.Match(path).HasMatches;

    /// <summary>The full path of a file of the folder.</summary>
    public string PathOf(string path) => Path.Combine(Folder, path);

    private static List<string> Patterns(JsonElement config)
    {
        var files = config.GetProperty("files");
        return files.ValueKind == JsonValueKind.Array ? files.EnumerateArray().Select(file => file.GetString()!).ToList() : [files.GetString()!];
    }

    private static long Size(JsonElement size) => size.ValueKind == JsonValueKind.Number ? size.GetInt64() : ByteSize.TryParse(size.GetString()!, out var bytes) ? bytes : throw new FormatException($"{size} is no size.");

    private static string? Text(JsonElement config, string name) => config.TryGetProperty(name, out var value) ? value.GetString() : null;
}
