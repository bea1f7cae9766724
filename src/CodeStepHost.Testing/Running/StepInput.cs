using CodeStepHost.Components.Code.Packages;
using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Testing.Running;

/// <summary>One message, and all that its step would find: what one execution depends on.</summary>
internal sealed record StepInput
{
    /// <summary>When nothing else is said.</summary>
    public static readonly DateTimeOffset DefaultClock = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public const ulong DefaultSeed = 1;

    public const string DefaultMessageId = "message-1";

    public required FlowPackage Package { get; init; }

    public required FlowDefinition Flow { get; init; }

    public required StepDefinition Step { get; init; }

    public string MessageId { get; init; } = DefaultMessageId;

    /// <summary>The message as a JSON object with <c>body</c> and <c>headers</c>.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>Empty: the step has none.</summary>
    public ReadOnlyMemory<byte> Snapshot { get; init; }

    /// <summary>The stored credential, a JSON object; empty: the step has none.</summary>
    public ReadOnlyMemory<byte> Keys { get; init; }

    public DateTimeOffset Clock { get; init; } = DefaultClock;

    public ulong Seed { get; init; } = DefaultSeed;

    /// <summary>How often the message has rebounded before.</summary>
    public int Rebounds { get; init; }

    /// <summary>Whether an HTTP caller waits for a reply.</summary>
    public bool HasCaller { get; init; }

    /// <summary>The packages that a C# script may use; null: none.</summary>
    public ScriptPackages? Packages { get; init; }

    public IReadOnlyList<RecordedAnswer> Http { get; init; } = [];

    /// <summary>What happens after the first message; null: nothing, and the outcome is that of one message.</summary>
    public IReadOnlyList<LaterEvent>? Later { get; init; }

    /// <summary>What <c>${env.NAME}</c> stands for; other names stand for themselves in angle brackets: no secret of the machine gets into a test.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public DatabaseInput? Database { get; init; }

    /// <summary>The connections of the flow's settings.</summary>
    public IReadOnlyDictionary<string, ConnectionSettings> Connections { get; init; } = new Dictionary<string, ConnectionSettings>();
}
