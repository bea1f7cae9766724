using System.Text.Json.Nodes;

namespace CodeStepHost.Testing.Running;

/// <summary>All that came of a test: of its messages, one after another, and of what came back while time passed.</summary>
/// <param name="HasLater">Whether the test has more than its one message.</param>
/// <param name="Rows">What the database holds in the end, where the test asks for it.</param>
internal sealed record StepOutcomes(IReadOnlyList<MessageRan> Results, bool HasLater, JsonNode? Rows)
{
    public string ToJson() => OutcomeJson.Write(this);
}

/// <param name="Message">Its id; of a message that the step left for itself, words that say so.</param>
/// <param name="At">When it ran.</param>
internal sealed record MessageRan(string Message, DateTimeOffset At, StepResult Result);

/// <summary>A test cannot be run; the message says why, in one sentence.</summary>
internal sealed class StageException(string message) : Exception(message);
