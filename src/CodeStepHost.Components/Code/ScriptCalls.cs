using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using CodeStepHost.Components.Http;
using CodeStepHost.Flows.Running;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Components.Code;

/// <summary>The HTTP calls of one lane's scripts. They are made beside the script, which may emit, log and call on meanwhile.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle is never asked for holds nothing, and calls may outlive the lane by a moment.")]
internal sealed class ScriptCalls(IScriptHttp http, EgressRules egress)
{
    /// <summary>How many calls one execution may make.</summary>
    public const int MostPerExecution = 1000;

    private const int MostAtOnce = 16;

    // Calls past those wait here; each is a frame that the script has sent, at most as many as an execution may make.
    private readonly SemaphoreSlim _places = new(MostAtOnce);

    /// <summary>Begins a call; its answer goes to the process when it is there.</summary>
    /// <exception cref="FrameException">The payload is no call.</exception>
    /// <exception cref="JsonException">The payload is no JSON.</exception>
    public void Start(SandboxProcess process, Flight flight, in ReadOnlySequence<byte> payload)
    {
        var call = JsonSerializer.Deserialize(FrameInbox.InOnePiece(payload).Span, FrameJson.Default.HttpCall);
        if (call?.Method is null || call.Url is null)
            throw new FrameException("An HTTP call without a method or an address.");
        if (++flight.HttpCalls > MostPerExecution)
        {
            var failure = new ScriptFailure("Error", $"One execution may make {MostPerExecution} HTTP calls.", Code: "limit.http-calls");
            process.Answer(flight.Number, Told(flight, call, ScriptHttp.Failed(call, failure)));
            return;
        }

        _ = AnswerAsync(process, flight, call, flight.CallsToken);
    }

    private async Task AnswerAsync(SandboxProcess process, Flight flight, HttpCall call, CancellationToken over)
    {
        var execution = flight.Number;
        try
        {
            await _places.WaitAsync(over);
            try
            {
                var answer = await http.SendAsync(call, egress, over);
                if (!over.IsCancellationRequested)
                    process.Answer(execution, Told(flight, call, answer));
            }
            finally
            {
                _places.Release();
            }
        }
        catch (OperationCanceledException)
        {
            // The execution is over: nobody waits for the answer.
        }
    }

    private static HttpAnswer Told(Flight flight, HttpCall call, HttpAnswer answer)
    {
        flight.Execution.Emissions.Called(new HttpExchange(
            call.Method.ToUpperInvariant(), call.Url, answer.Status, answer.Headers, answer.Body, answer.Error is null ? null : ScriptErrors.ToStepError(answer.Error)));
        return answer;
    }
}
