using CodeStepHost.Components.Code;
using CodeStepHost.Components.Database;
using CodeStepHost.Components.Http;
using CodeStepHost.Components.Routing;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Components.HttpRequests;

/// <summary>
/// <c>http.request</c>: asks a server, and makes messages of what it answers. The request is made in this process, by the rules of egress that scripts have;
/// what JSONata expressions in its config say is evaluated in a script process, which sees neither secrets nor the network.
/// </summary>
public sealed class HttpRequestComponent : IStepComponent
{
    private readonly CodeComponent _code;
    private readonly IScriptHttp _http;
    private readonly TimeProvider _time;
    private readonly Func<string, string?> _environment;
    private readonly IReadOnlyList<string> _secretNames;
    private readonly OAuthTokens _tokens;

    /// <param name="code">Evaluates expressions.</param>
    /// <param name="http">Makes the requests; the caller disposes of it.</param>
    /// <param name="environment">Gives the values of <c>${env.NAME}</c>; null for a variable that is not set.</param>
    /// <param name="secretNames">Names whose values no error may tell, besides the usual ones.</param>
    public HttpRequestComponent(CodeComponent code, ScriptHttp http, TimeProvider time, Func<string, string?> environment, IReadOnlyList<string>? secretNames = null)
        : this(code, (IScriptHttp)http, time, environment, secretNames)
    {
    }

    internal HttpRequestComponent(CodeComponent code, IScriptHttp http, TimeProvider time, Func<string, string?> environment, IReadOnlyList<string>? secretNames = null)
    {
        _code = code;
        _http = http;
        _time = time;
        _environment = environment;
        _secretNames = secretNames ?? [];
        _tokens = new OAuthTokens(time);
    }

    /// <summary>For the jitter of attempts, from 0 to 1; null: chance.</summary>
    internal Func<double>? Random { get; init; }

    /// <summary>What waits between attempts are waited by; null: by the clock.</summary>
    internal TimeProvider? Waits { get; init; }

    /// <inheritdoc/>
    public bool Runs(string uses) => uses == StepKinds.HttpRequest;

    /// <inheritdoc/>
    public async ValueTask<IStepLane> OpenLaneAsync(FlowVersion flow, StepDefinition step, CancellationToken cancellationToken)
    {
        try
        {
            var settings = RequestSettings.Read(step);
            var texts = new RequestTexts(settings.Config);
            var ofRequest = await ExpressionValues.OpenAsync(_code, flow, step, [.. step.Expressions.Take(texts.Expressions)], cancellationToken).ConfigureAwait(false);
            var ofPages = await ExpressionValues.OpenAsync(_code, flow, step, [.. step.Expressions.Skip(texts.Expressions)], cancellationToken).ConfigureAwait(false);
            var sender = new RequestSender(_http, EgressRules.Parse(step.Egress), _tokens, settings, step.Limits.MessageBytes, Waits ?? _time, _secretNames, Random);
            return new HttpRequestLane(step, settings, new RequestCalls(settings, texts), sender, new RequestExpressions(ofRequest, ofPages, settings), _environment, _time);
        }
        catch (StepFailedException exception)
        {
            return new BrokenLane(exception.Error);
        }
        catch (FormatException exception)
        {
            return new BrokenLane(new StepError("Error", $"Step '{step.Name}': {exception.Message}.") { Code = ErrorCodes.StepConfig });
        }
    }
}
