using System.Text.Json;
using CodeStepHost.Components.Database;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Redacting;

namespace CodeStepHost.Components.HttpRequests;

/// <summary>What stands in the place of expressions and environment variables for one message. It knows which secrets were used.</summary>
internal sealed class RequestValues(IReadOnlyList<JsonElement?> values, Func<string, string?> environment)
{
    private readonly Dictionary<string, KnownSecret> _secrets = new(StringComparer.Ordinal);

    /// <summary>The secrets that were used, so that no error tells them.</summary>
    public IReadOnlyList<KnownSecret> Secrets => [.. _secrets.Values];

    /// <summary>The value of an expression; null when it gives nothing.</summary>
    public JsonElement? Of(int number) => values[number];

    /// <exception cref="StepFailedException">The variable is not set.</exception>
    public string Variable(string name)
    {
        var value = environment(name)
            ?? throw StepFailedException.Of(ErrorCodes.StepConfig, $"The step's config needs the environment variable {name}, which is not set for the host.");
        Keep(name, value);
        return value;
    }

    /// <summary>A value that no error may tell.</summary>
    public void Keep(string name, string value)
    {
        if (value.Length > 0)
            _secrets[value] = new KnownSecret(name, value);
    }
}
