using System.Text.Json;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;

namespace CodeStepHost.Components.Database;

/// <summary>Reads a step's config. What is wrong becomes a <see cref="StepFailedException"/> that names the step and the setting.</summary>
internal sealed class ConfigReader : IDisposable
{
    private readonly JsonDocument _config;
    private readonly string _step;

    /// <param name="known">Every setting that the step may have.</param>
    public ConfigReader(StepDefinition step, params IReadOnlyList<string> known)
    {
        _step = step.Name;
        try
        {
            _config = JsonDocument.Parse(step.Config);
        }
        catch (JsonException exception)
        {
            throw StepFailedException.Of(ErrorCodes.StepConfig, $"Step '{_step}': its config is not JSON: {exception.Message}");
        }

        if (_config.RootElement.ValueKind != JsonValueKind.Object)
            throw StepFailedException.Of(ErrorCodes.StepConfig, $"Step '{_step}': its config is not an object.");
        foreach (var setting in _config.RootElement.EnumerateObject())
        {
            if (!known.Contains(setting.Name))
                throw Wrong(setting.Name, $"is not a setting of {step.Uses}; settings are {string.Join(", ", known)}");
        }
    }

    public void Dispose() => _config.Dispose();

    public JsonElement? Find(string name) =>
        _config.RootElement.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public string? Text(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text when !string.IsNullOrWhiteSpace(text.GetString()) => text.GetString(),
        _ => throw Wrong(name, "must be a text"),
    };

    public string Required(string name) => Text(name) ?? throw Wrong(name, "is missing");

    public bool Flag(string name) => Find(name)?.ValueKind switch
    {
        null or JsonValueKind.False => false,
        JsonValueKind.True => true,
        _ => throw Wrong(name, "must be true or false"),
    };

    /// <summary>One of several words; the first is the default.</summary>
    public string Choice(string name, params IReadOnlyList<string> words)
    {
        // YAML and JSON users write null for the word as readily as "null".
        var given = _config.RootElement.TryGetProperty(name, out var value)
            ? value.ValueKind switch { JsonValueKind.String => value.GetString()!, JsonValueKind.Null => "null", _ => value.GetRawText() }
            : words[0];
        return words.Contains(given) ? given : throw Wrong(name, $"must be one of {string.Join(", ", words)}");
    }

    /// <summary>A name or a list of names; empty when absent.</summary>
    public IReadOnlyList<string> Names(string name)
    {
        if (Find(name) is not { } value)
            return [];
        var names = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToList() : [value];
        if (names.Count == 0 || names.Exists(item => item.ValueKind != JsonValueKind.String))
            throw Wrong(name, "must be a name or a list of names");
        return names.ConvertAll(item => item.GetString()!);
    }

    /// <summary>A mapping of names to texts, in order; empty when absent.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Texts(string name)
    {
        if (Find(name) is not { } value)
            return [];
        if (value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Any(entry => entry.Value.ValueKind != JsonValueKind.String))
            throw Wrong(name, "must be a mapping of names to texts");
        return [.. value.EnumerateObject().Select(entry => KeyValuePair.Create(entry.Name, entry.Value.GetString()!))];
    }

    /// <summary>A time: a number of seconds, or <c>500ms</c>, <c>30s</c>, <c>2m</c>, <c>1h</c>.</summary>
    public TimeSpan? Duration(string name)
    {
        if (Find(name) is not { } value)
            return null;
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        return Flows.Definitions.Duration.TryParse(text, out var duration) && duration > TimeSpan.Zero
            ? duration
            : throw Wrong(name, "must be a time such as 500ms, 30s or 1m30s");
    }

    public StepFailedException Wrong(string setting, string problem) =>
        StepFailedException.Of(ErrorCodes.StepConfig, $"Step '{_step}': config.{setting} {problem}.");
}
