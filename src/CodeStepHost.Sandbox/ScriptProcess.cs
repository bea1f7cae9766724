using System.Text.Json;
using CodeStepHost.Sandbox.CSharp;
using CodeStepHost.Sandbox.JavaScript;
using CodeStepHost.Sandbox.Pipes;
using CodeStepHost.Sandbox.Running;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox;

/// <summary>
/// Takes frames one after another, in the order of their arrival, and answers each: a script is compiled, a message is run.
/// Answers gather while more frames wait, so that many messages share one write.
/// </summary>
internal sealed class ScriptProcess : IDisposable
{
    private readonly Dictionary<uint, IPreparedStep> _steps = [];
    private readonly Inbox _inbox = new();
    private readonly FrameReader _reader;
    private readonly FrameOutput _output;
    private readonly TimeProvider _time;
    private readonly CSharpEngine _csharp = new();
    private (uint Script, CompiledPayload Payload)? _compiled;

    /// <param name="inputEnded">Called when the input has ended, whatever a script is doing.</param>
    public ScriptProcess(Stream input, Stream output, TimeProvider time, Action? inputEnded = null)
    {
        _reader = new FrameReader(input, _inbox, inputEnded);
        _output = new FrameOutput(output, time);
        _time = time;
    }

    /// <summary>Runs a small script once (an engine's first use costs half a second), then tells the host that the process is ready.</summary>
    /// <param name="beforeReady">Called in between: what has to be done before a script of others runs.</param>
    public void WarmUp(Action? beforeReady = null)
    {
        Warming.Run(_time);
        beforeReady?.Invoke();
        _output.Add(FrameType.Ready, 0, []);
        _output.Flush();
    }

    /// <summary>Works until the input ends.</summary>
    /// <exception cref="MemoryUsedUpException">A script used up the memory; its message has been ended, the process must end too.</exception>
    /// <exception cref="FrameException">The input held bytes that are no frame.</exception>
    public void Run()
    {
        _reader.Start();
        while (_inbox.TakeWork() is { } frame)
        {
            switch (frame.Type)
            {
                case FrameType.Library:
                    _csharp.AddLibrary(frame.Payload);
                    break;
                case FrameType.Compiled:
                    _compiled = (frame.Number, CompiledPayload.Read(frame.Payload));
                    break;
                case FrameType.Prepare:
                    Prepare(frame);
                    break;
                case FrameType.Execute:
                    Execute(frame);
                    break;
                case FrameType.Forget:
                    Forget(frame.Number);
                    break;
                default:
                    throw new FrameException($"A script process takes no {frame.Type} frame.");
            }
            if (!_inbox.HasWork)
                _output.Flush();
        }
        _output.Flush();
    }

    public void Dispose()
    {
        _inbox.Dispose();
        _output.Dispose();
        foreach (var step in _steps.Values)
            step.Dispose();
        _steps.Clear();
    }

    private void Prepare(InputFrame frame)
    {
        var request = ReadPrepareRequest(frame.Payload.Span);
        var (facts, step) = IsJavaScript(request.Entry)
            ? JavaScriptCompiler.Prepare(request)
            : PrepareCSharp(frame.Number, request);
        Forget(frame.Number);
        if (step is not null)
            _steps[frame.Number] = request.Input is { } input ? new MappedStep(step, input) : step;
        _output.Add(
            step is null ? FrameType.Rejected : FrameType.Prepared,
            frame.Number,
            JsonSerializer.SerializeToUtf8Bytes(facts, FrameJson.Default.PreparedScript));
    }

    private void Forget(uint script)
    {
        if (_steps.Remove(script, out var step))
            step.Dispose();
    }

    private (PreparedScript Facts, IPreparedStep? Step) PrepareCSharp(uint number, PrepareRequest request)
    {
        var given = _compiled is { } kept && kept.Script == number ? kept.Payload : (CompiledPayload?)null;
        _compiled = null;
        var (facts, step, compiled) = _csharp.Prepare(request, given);
        if (compiled?.Payload.ToBytes() is { Length: <= CompiledPayload.Largest } bytes)
            _output.Add(FrameType.Assembly, number, bytes);
        return (facts, step);
    }

    private static bool IsJavaScript(string file) => file.EndsWith(".js", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".cjs", StringComparison.OrdinalIgnoreCase);

    private void Execute(InputFrame frame)
    {
        var request = ExecuteRequest.Read(frame.Payload);
        if (!_steps.TryGetValue(request.Script, out var step))
        {
            EndUnprepared(frame.Number, request.Script);
            return;
        }
        var execution = new Execution(frame.Number, request, step.Request, _output, _inbox, _time);
        var ended = Outcome(step, execution);
        execution.End(ended);
        if (ended.Error?.Code != LimitCodes.Memory)
            return;

        // Whatever was half-done when the memory ran out cannot be trusted.
        _output.Flush();
        throw new MemoryUsedUpException();
    }

    // The host may send messages behind a script without waiting for the verdict on it.
    private void EndUnprepared(uint execution, uint script)
    {
        var failure = new ScriptFailure("Error", $"Script {script} was not prepared, or does not compile.", Code: "script.not-prepared");
        _output.Add(FrameType.Ended, execution, JsonSerializer.SerializeToUtf8Bytes(new EndedPayload("threw", failure), FrameJson.Default.EndedPayload));
    }

    private static EndedPayload Outcome(IPreparedStep step, Execution execution)
    {
        try
        {
            return step.Execute(execution);
        }
        catch (OutOfMemoryException)
        {
            return new EndedPayload("limit", new ScriptFailure("RangeError", "The script used more memory than its limit allows.", Code: LimitCodes.Memory), execution.EndEmitted);
        }
    }

    private static bool IsWhole(PrepareRequest request) =>
        request is { Entry: not null, Files: not null, Config: not null, Variables: not null, Limits: not null }
        && request.Files.All(file => file.Value is not null)
        && request.Variables.All(variable => variable.Value is not null)
        && request.Input is null or { Shape: not null, Expressions: not null }
        && request.Libraries?.All(library => library is { Name: not null, Hash: not null }) != false;

    private static PrepareRequest ReadPrepareRequest(ReadOnlySpan<byte> payload)
    {
        try
        {
            var request = JsonSerializer.Deserialize(payload, FrameJson.Default.PrepareRequest) ?? throw new FrameException("A prepare frame holds null.");
            return IsWhole(request) ? request : throw new FrameException("A prepare frame lacks one of its parts.");
        }
        catch (JsonException malformed)
        {
            throw new FrameException($"A prepare frame is no valid JSON: {malformed.Message}");
        }
    }
}

/// <summary>A script used up the process's memory.</summary>
internal sealed class MemoryUsedUpException : Exception;
