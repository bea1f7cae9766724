using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CodeStepHost.Components.Code.Packages;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Components.Code;

/// <summary>The script of one step of one flow version, with all that it is compiled and run with.</summary>
internal sealed class StepScript(FlowVersion flow, StepDefinition step, IReadOnlyList<PackageAssembly>? libraries = null)
{
    private static readonly HashSet<string> Endings = new(StringComparer.OrdinalIgnoreCase) { ".js", ".cjs", ".mjs", ".csx", ".cs", ".json" };

    private readonly IReadOnlyDictionary<string, string> _files = flow.Package.Files
        .Where(file => Endings.Contains(Path.GetExtension(file.Key)))
        .ToDictionary(file => file.Key, file => file.Value);

    private readonly string? _source = SourceOf(flow, step.Script, libraries ?? []);

    public StepDefinition Step { get; } = step;

    public string Flow { get; } = flow.Definition.Name;

    public bool IsCSharp => _source is not null;

    /// <summary>What keeps the step from running whatever its script says; null when nothing does.</summary>
    public ScriptFinding? Missing => Step.Script switch
    {
        null => new ScriptFinding("error", FindingCodes.Missing, $"Step '{Step.Name}' names no script.", FlowPackage.DefinitionFile, 0, 0, "Add `script: <file>.js` or `.csx` to the step."),
        { } file when !_files.ContainsKey(file) => new ScriptFinding("error", FindingCodes.Missing, $"The script '{file}' of step '{Step.Name}' is not in the flow folder.", FlowPackage.DefinitionFile, 0, 0, Nearest(file)),
        _ => null,
    };

    /// <summary>The script as it is sent to a process.</summary>
    /// <param name="keys">The step's stored credential as a JSON object, laid over its config; empty when it has none.</param>
    /// <exception cref="JsonException">Keys or config are no JSON object.</exception>
    public ScriptText With(ReadOnlySpan<byte> keys) => Text(keys.IsEmpty ? Step.Config : Overlay(keys), lint: false);

    /// <summary>The script as it is sent to a process that shall compile it and look for mistakes, and not run it.</summary>
    public ScriptText ToLint() => Text(Step.Config, lint: true);

    private ScriptText Text(string config, bool lint)
    {
        var limits = Step.Limits;
        var request = new PrepareRequest(
            Step.Script!,
            _files,
            config,
            flow.Definition.Variables,
            Step.ElasticIoCompatible,
            new ScriptLimits((int)Math.Clamp(limits.Time.TotalMilliseconds, 1, int.MaxValue), limits.MessageBytes, limits.SnapshotBytes),
            libraries is { Count: > 0 } ? [.. libraries.Select(library => new LibraryName(library.Name, library.Hash))] : null,
            lint,
            Step.Input is { } input ? new ScriptInput(input.Shape, [.. input.Expressions.Select(expression => expression.Text)]) : null);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(request, FrameJson.Default.PrepareRequest);
        return new ScriptText(Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes, Step.Name, _source, libraries);
    }

    /// <summary>The error that every message of the step gets because its script is rejected.</summary>
    public StepError Rejection(IReadOnlyList<ScriptFinding> findings)
    {
        var errors = findings.Where(finding => finding.Severity == "error").ToList();
        var first = errors.FirstOrDefault()
            ?? new ScriptFinding("error", ErrorCodes.ScriptRejected, "The script was rejected without a reason.", Step.Script ?? FlowPackage.DefinitionFile, 0, 0, null);
        return new StepError("ScriptRejected", string.Join('\n', errors.DefaultIfEmpty(first).Select(error => error.ToString())))
        {
            Code = ErrorCodes.ScriptRejected,
            File = first.File,
            Line = first.Line > 0 ? first.Line : null,
            Column = first.Column > 0 ? first.Column : null,
        };
    }

    // The flow's name is part of it: no flow is ever run with what another flow's process has compiled.
    private static string? SourceOf(FlowVersion flow, string? script, IReadOnlyList<PackageAssembly> libraries)
    {
        if (script is null || !IsSource(script))
            return null;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string[] names = [flow.Definition.Name, script];
        foreach (var part in names.Concat(flow.Package.Files.Where(file => IsSource(file.Key)).OrderBy(file => file.Key, StringComparer.Ordinal).SelectMany(file => new[] { file.Key, file.Value })).Concat(libraries.Select(library => library.Hash)))
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static bool IsSource(string file) => Path.GetExtension(file).ToLowerInvariant() is ".csx" or ".cs";

    private string Overlay(ReadOnlySpan<byte> keys)
    {
        var config = JsonNode.Parse(Step.Config) as JsonObject ?? throw new JsonException("The step's config is no JSON object.");
        var reader = new Utf8JsonReader(keys);
        var over = JsonNode.Parse(ref reader) as JsonObject ?? throw new JsonException("The step's stored credential is no JSON object.");
        foreach (var (name, value) in over)
            config[name] = value?.DeepClone();
        return config.ToJsonString();
    }

    private string? Nearest(string file)
    {
        var sameName = _files.Keys.FirstOrDefault(known => string.Equals(Path.GetFileName(known), Path.GetFileName(file), StringComparison.OrdinalIgnoreCase));
        return sameName is null ? null : $"Did you mean '{sameName}'?";
    }
}
