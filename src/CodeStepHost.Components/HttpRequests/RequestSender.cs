using System.Collections.Frozen;
using CodeStepHost.Components.Code;
using CodeStepHost.Components.Database;
using CodeStepHost.Components.Http;
using CodeStepHost.Flows.Running;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Components.HttpRequests;

/// <summary>Sends a step's requests: with what <c>auth</c> adds, several times where that may help.</summary>
/// <param name="largest">The largest response, in bytes.</param>
/// <param name="secretNames">Names whose values no error may tell, besides the usual ones.</param>
internal sealed class RequestSender(IScriptHttp http, EgressRules egress, OAuthTokens tokens, RequestSettings settings, int largest, TimeProvider time, IReadOnlyList<string> secretNames, Func<double>? random)
{
    private readonly Dictionary<int, Attempts> _attempts = [];

    /// <summary>Sends a request until there is an answer that counts.</summary>
    /// <exception cref="RequestFailedException">There is no token for it.</exception>
    /// <exception cref="StepFailedException">A secret is not there.</exception>
    public async Task<HttpAnswer> SendAsync(HttpCall call, IReadOnlySet<string> secretHeaders, RequestValues values, IEmissions emissions, CancellationToken enough)
    {
        var rules = new CallRules(largest, secretHeaders);
        var token = (string?)null;
        var answer = await TryAsync().ConfigureAwait(false);

        // A token may be withdrawn before its time: a new one is asked for once.
        return token is not null && answer is { Error: null, Status: 401 } ? await TryAsync().ConfigureAwait(false) : answer;

        async Task<HttpAnswer> TryAsync()
        {
            if (settings.Auth is RequestAuth.ClientCredentials client)
                token = await TokenAsync(client, token, values, emissions, enough).ConfigureAwait(false);
            var signed = call with { Headers = [.. call.Headers, .. Auth(values, token)] };
            return await RepeatAsync(settings.RetriesOf(call.Method), signed, values, emissions, stop => RecordedAsync(signed, rules, emissions, stop), enough).ConfigureAwait(false);
        }
    }

    /// <summary>What is told of an answer when it is a failure.</summary>
    public RequestFailure FailureOf(HttpCall call, HttpAnswer answer, RequestValues values, string? purpose = null) => new(call, answer, values, secretNames, purpose);

    private IEnumerable<KeyValuePair<string, string>> Auth(RequestValues values, string? token) => settings.Auth switch
    {
        RequestAuth.Basic basic => [new("Authorization", RequestAuth.BasicValue(RequestAuth.Filled(basic.User, values), RequestAuth.Filled(basic.Password, values), values))],
        RequestAuth.Bearer bearer => [new("Authorization", $"Bearer {RequestAuth.Filled(bearer.Token, values)}")],
        RequestAuth.Key key => [new(key.Name, RequestAuth.Filled(key.Value, values))],
        RequestAuth.ClientCredentials => [new("Authorization", $"Bearer {token}")],
        _ => [],
    };

    private async Task<string> TokenAsync(RequestAuth.ClientCredentials client, string? refused, RequestValues values, IEmissions emissions, CancellationToken enough)
    {
        RequestFailure? asked = null;
        try
        {
            return await tokens.OfAsync(client, egress.Key, refused, values, AskAsync, enough).ConfigureAwait(false);
        }
        catch (FormatException exception)
        {
            throw asked!.Unusable(HttpErrorCodes.Token, exception.Message);
        }

        async Task<HttpAnswer> AskAsync(HttpCall call)
        {
            var rules = new CallRules(largest, FrozenSet<string>.Empty);
            var answer = await RepeatAsync(settings.RetriesOf("GET"), call, values, emissions, stop => http.SendAsync(call, egress, rules, stop), enough).ConfigureAwait(false);
            asked = FailureOf(call, answer, values, " (for a token)");
            return RequestFailure.Is(answer) ? throw new RequestFailedException(asked) : answer;
        }
    }

    private async Task<HttpAnswer> RecordedAsync(HttpCall call, CallRules rules, IEmissions emissions, CancellationToken stop)
    {
        var answer = await http.SendAsync(call, egress, rules, stop).ConfigureAwait(false);
        emissions.Called(new HttpExchange(call.Method, call.Url, answer.Status, answer.Headers, answer.Body, answer.Error is null ? null : ScriptErrors.ToStepError(answer.Error)));
        return answer;
    }

    private Task<HttpAnswer> RepeatAsync(int retries, HttpCall call, RequestValues values, IEmissions emissions, Func<CancellationToken, Task<HttpAnswer>> attempt, CancellationToken enough)
    {
        if (!_attempts.TryGetValue(retries, out var attempts))
            _attempts[retries] = attempts = new Attempts(retries, settings.FirstWait, settings.LongestWait, time, random);
        return attempts.RunAsync(attempt, emissions, () => FailureOf(call, ScriptHttp.Failed(call, new ScriptFailure("", "")), values).Shown, enough);
    }
}
