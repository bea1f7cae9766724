using System.Globalization;
using System.Text;
using CodeStepHost.Components.Code;
using CodeStepHost.Components.Http;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Scripting.Frames;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeStepHost.Testing.Running;

/// <summary>
/// Runs one message in one step while a person watches: what the script emits, logs and calls is told at the moment at which it comes, and
/// nothing is stored. The clock runs.
/// </summary>
internal sealed class StepTrial(SandboxPool pool, ScriptHttp http, TimeProvider time)
{
    /// <param name="emissions">Told everything as it comes.</param>
    /// <param name="called">Told each HTTP call (<c>GET https://…</c>), and its answer: a status, or the code of what went wrong.</param>
    /// <param name="isRecorded">Whether HTTP calls are answered from the input's recordings; else they leave the machine, as far as the step's egress allows.</param>
    /// <param name="cancellationToken">Ends the script where it is.</param>
    public async Task<ComponentEnd> RunAsync(StepInput input, IEmissions emissions, Action<string, string> called, bool isRecorded, CancellationToken cancellationToken)
    {
        var answers = new WatchedHttp(isRecorded ? new RecordedHttp(input.Http) : new WithoutSecretsHttp(http), called);
        var code = new CodeComponent(pool, answers, time, NullLogger<CodeComponent>.Instance, depth: 1);
        var address = new StepAddress(input.Flow.Name, input.Step.Name);
        var message = new NewMessage
        {
            Id = input.MessageId,
            Address = address,
            FlowVersion = 1,
            Run = "try",
            Thread = "try",
            Content = input.Content,
            ReplyTo = input.HasCaller ? "try" : null,
        };
        var now = time.GetUtcNow();
        var claimed = new ClaimedMessage(default, message, 1, input.Rebounds, now);
        var lane = await code.OpenLaneAsync(new FlowVersion(1, input.Package, input.Flow), input.Step, cancellationToken).ConfigureAwait(false);
        await using (lane.ConfigureAwait(false))
            return await lane.RunAsync(new StepExecution(claimed, input.Snapshot, input.Keys, now, input.Seed, emissions), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Nobody here has the values of secrets: a server would be sent <c>${secret.NAME}</c>, and its answer would mislead.</summary>
    private sealed class WithoutSecretsHttp(IScriptHttp inner) : IScriptHttp
    {
        public Task<HttpAnswer> SendAsync(HttpCall call, EgressRules egress, CancellationToken cancellationToken)
        {
            var body = call.Body is null ? "" : Encoding.UTF8.GetString(Convert.FromBase64String(call.Body));
            string[] texts = [call.Url, body, .. call.Headers.SelectMany(header => (string[])[header.Value, Held(header.Value)])];
            var named = texts.SelectMany(text => SecretReference.NamesIn(Uri.UnescapeDataString(text))).FirstOrDefault();
            return named is null
                ? inner.SendAsync(call, egress, cancellationToken)
                : Task.FromResult(ScriptHttp.Failed(call, new ScriptFailure("SecretError", $"{SecretReference.To(named)} has no value here, so nothing was sent; answer the call from a case of the step.", Code: ErrorCodes.Secret)));
        }

        /// <summary>What HTTP Basic holds; empty: it is none.</summary>
        private static string Held(string header)
        {
            var bytes = new byte[header.Length];
            return header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) && Convert.TryFromBase64String(header[6..].Trim(), bytes, out var count) ? Encoding.UTF8.GetString(bytes, 0, count) : "";
        }
    }

    private sealed class WatchedHttp(IScriptHttp inner, Action<string, string> called) : IScriptHttp
    {
        public async Task<HttpAnswer> SendAsync(HttpCall call, EgressRules egress, CancellationToken cancellationToken)
        {
            var answer = await inner.SendAsync(call, egress, cancellationToken).ConfigureAwait(false);
            called($"{call.Method} {call.Url}", answer.Error is { } error ? error.Code ?? error.Message : answer.Status.ToString(CultureInfo.InvariantCulture));
            return answer;
        }
    }
}
