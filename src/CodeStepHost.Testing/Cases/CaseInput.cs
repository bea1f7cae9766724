using CodeStepHost.Testing.Running;

namespace CodeStepHost.Testing.Cases;

/// <summary>The <c>input.json</c> of a case, read and checked. What is null was not said.</summary>
internal sealed record CaseInput
{
    public const string FileName = "input.json";

    public string? Step { get; init; }

    public string? MessageId { get; init; }

    /// <summary>A JSON object with <c>body</c> and <c>headers</c>; null when the case gives an error instead.</summary>
    public ReadOnlyMemory<byte>? Content { get; init; }

    /// <summary>What happens after the first message, where the case has several; null: it has one.</summary>
    public IReadOnlyList<LaterEvent>? Later { get; init; }

    /// <summary>What an Error-Handling step is told.</summary>
    public FailureTold? Failure { get; init; }

    /// <summary>Laid over the step's config, member by member.</summary>
    public ReadOnlyMemory<byte>? Config { get; init; }

    public ReadOnlyMemory<byte> Snapshot { get; init; }

    public ReadOnlyMemory<byte> Keys { get; init; }

    /// <summary>Laid over the flow's variables.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    public DateTimeOffset Clock { get; init; } = StepInput.DefaultClock;

    public ulong Seed { get; init; } = StepInput.DefaultSeed;

    public int Rebounds { get; init; }

    public bool? HasCaller { get; init; }

    public TimeSpan? TimeLimit { get; init; }

    public IReadOnlyList<RecordedAnswer> Http { get; init; } = [];

    /// <summary>What <c>${env.NAME}</c> stands for.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>What a database step finds; null: nothing was said.</summary>
    public DatabaseInput? Database { get; init; }
}

/// <param name="Step">The step that failed.</param>
/// <param name="Input">The message that failed, as a JSON object with <c>body</c> and <c>headers</c>.</param>
internal sealed record FailureTold(Flows.Errors.StepError Error, string Step, ReadOnlyMemory<byte> Input);
