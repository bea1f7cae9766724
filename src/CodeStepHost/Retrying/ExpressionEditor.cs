using System.Text.Json;
using CodeStepHost.Components.Code;
using CodeStepHost.Components.Http;
using CodeStepHost.Components.Routing;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeStepHost.Retrying;

/// <summary>
/// Edits messages by a JSONata expression, whose value is the new message. It is evaluated where a <c>transform</c> step evaluates its own: in a
/// script process, within a step's limits.
/// </summary>
internal sealed class ExpressionEditor : IMessageEditor
{
    private readonly SandboxPool? _pool;
    private readonly ScriptHttp? _http;
    private readonly RoutingComponent _routing;
    private readonly FlowVersion _flow;
    private readonly StepDefinition _step;
    private IStepLane? _lane;

    /// <summary>Evaluates in script processes of its own.</summary>
    /// <param name="source">What the expression is called in problems: <c>--edit</c>, or a file.</param>
    /// <param name="settings">The settings that hold for script processes; null: the defaults.</param>
    public ExpressionEditor(string expression, string source, HostSettings? settings, TimeProvider time)
        : this(expression, source, new SandboxPool(new SandboxOptions { Spares = 0, Confinement = (settings?.Sandbox ?? SandboxSettings.Default).Confinement }, time, NullLogger<SandboxPool>.Instance), new ScriptHttp(time), time)
    {
    }

    /// <summary>Evaluates in the host's script processes.</summary>
    public ExpressionEditor(string expression, string source, RoutingComponent routing)
    {
        _routing = routing;
        _step = new StepDefinition { Name = "edit", Uses = StepKinds.Transform, Expressions = [new StepExpression(source, expression, source, expression, 1, 1)] };
        // No flow can have this name: nothing else runs in its process.
        _flow = new FlowVersion(1, new FlowPackage("(edit)", new Dictionary<string, string>()), new FlowDefinition { Name = "(edit)", Steps = [_step] });
    }

    private ExpressionEditor(string expression, string source, SandboxPool pool, ScriptHttp http, TimeProvider time)
        : this(expression, source, new RoutingComponent(new CodeComponent(pool, http, time, NullLogger<CodeComponent>.Instance, depth: 1)))
    {
        _pool = pool;
        _http = http;
    }

    public async Task<string?> CheckAsync(CancellationToken cancellationToken) =>
        await _routing.ValidateAsync(_flow, _step, cancellationToken).ConfigureAwait(false) is [var finding, ..]
            ? $"{finding.File}:{finding.Line}:{finding.Column}: {finding.Message}"
            : null;

    public async Task<MessageEdit> EditAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        _lane ??= await _routing.OpenLaneAsync(_flow, _step, cancellationToken).ConfigureAwait(false);
        var message = new NewMessage { Id = "edit", Address = new StepAddress("edit", "edit"), FlowVersion = 1, Run = "edit", Thread = "edit", Content = content };
        var emitted = new LastEmitted();
        var end = await _lane.RunAsync(new StepExecution(new ClaimedMessage(default, message, 1, 0, default), default, default, DateTimeOffset.UnixEpoch, 1, emitted), cancellationToken).ConfigureAwait(false);
        return end switch
        {
            ComponentEnd.Completed => Message(emitted.Content),
            ComponentEnd.Threw threw => MessageEdit.Failed($"the edit failed: {threw.Error.Message}"),
            ComponentEnd.LimitExceeded limit => MessageEdit.Failed($"the edit failed: {limit.Error.Message}"),
            ComponentEnd.SandboxLost lost => MessageEdit.Failed($"the edit failed: {lost.Error.Message}"),
            _ => throw new OperationCanceledException(cancellationToken),
        };
    }

    public async ValueTask DisposeAsync()
    {
        if (_lane is not null)
            await _lane.DisposeAsync().ConfigureAwait(false);
        if (_pool is not null)
            await _pool.DisposeAsync().ConfigureAwait(false);
        _http?.Dispose();
    }

    /// <summary>A transform step puts the expression's value into the body of its message.</summary>
    private static MessageEdit Message(ReadOnlyMemory<byte> emitted)
    {
        if (emitted.IsEmpty)
            return MessageEdit.Failed("the edit gives nothing");
        using var document = JsonDocument.Parse(emitted, new JsonDocumentOptions { MaxDepth = 300 });
        var value = document.RootElement.GetProperty("body");
        return value.ValueKind == JsonValueKind.Object && value.TryGetProperty("body", out _)
            ? new MessageEdit(System.Text.Encoding.UTF8.GetBytes(value.GetRawText()), Problem: null)
            : MessageEdit.Failed("the edit does not give a message: an object with body");
    }

    private sealed class LastEmitted : IEmissions
    {
        public ReadOnlyMemory<byte> Content { get; private set; }

        public ValueTask<Flows.Errors.StepError?> EmitAsync(Emission emission, CancellationToken cancellationToken)
        {
            if (emission is Emission.Data data)
                Content = data.Content;
            return ValueTask.FromResult<Flows.Errors.StepError?>(null);
        }

        public void Log(StepLogLevel level, string text)
        {
            // An expression logs nothing; that it gives nothing is told as the edit's problem.
        }

        public bool Reply(ReadOnlyMemory<byte> reply) => false;
    }
}
