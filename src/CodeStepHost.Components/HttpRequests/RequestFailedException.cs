namespace CodeStepHost.Components.HttpRequests;

/// <summary>Carries a failed request up to the one place that decides what becomes of its message.</summary>
internal sealed class RequestFailedException(RequestFailure failure) : Exception(failure.Text)
{
    public RequestFailure Failure => failure;
}
