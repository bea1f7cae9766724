using System.Text.Json;

namespace CodeStepHost.Testing.Running;

/// <summary>What a database step of a test finds.</summary>
internal abstract record DatabaseInput
{
    private DatabaseInput()
    {
    }

    /// <summary>What the statements of its messages yield, in their order, whatever the engine.</summary>
    public sealed record Recorded(IReadOnlyList<RecordedResult> Results) : DatabaseInput;

    /// <summary>A SQLite database, made from the connection's schema.</summary>
    /// <param name="Before">SQL that runs on it before the first message; null: none.</param>
    /// <param name="After">A query whose rows are part of the outcome; null: none.</param>
    public sealed record Made(string? Before, string? After) : DatabaseInput;
}

/// <summary>What one statement yields.</summary>
/// <param name="Rows">Objects whose members are columns.</param>
/// <param name="Affected">How many rows it changed.</param>
/// <param name="Outputs">What a procedure gives back, by the names of its arguments; null: nothing.</param>
/// <param name="Error">The engine's error instead of all that.</param>
internal sealed record RecordedResult(IReadOnlyList<JsonElement> Rows, int Affected, JsonElement? Outputs, RecordedError? Error);
