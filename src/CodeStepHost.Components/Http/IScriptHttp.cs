using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Components.Http;

/// <summary>Makes the HTTP calls that scripts ask for: on the network, or for a test from recorded answers.</summary>
internal interface IScriptHttp
{
    /// <summary>Makes a call. Whatever goes wrong with it is part of the answer.</summary>
    /// <exception cref="OperationCanceledException">The caller does not want the answer any more.</exception>
    Task<HttpAnswer> SendAsync(HttpCall call, EgressRules egress, CancellationToken cancellationToken);

    /// <summary>The same for a caller with rules of its own.</summary>
    Task<HttpAnswer> SendAsync(HttpCall call, EgressRules egress, CallRules rules, CancellationToken cancellationToken) => SendAsync(call, egress, cancellationToken);
}
