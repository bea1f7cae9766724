using CodeStepHost.Flows.Errors;

namespace CodeStepHost.Flows.Redacting;

/// <summary>Takes secrets out of what scripts, drivers and servers say when something fails.</summary>
internal static class ErrorRedaction
{
    /// <summary>The same error without the secrets in its texts.</summary>
    public static StepError Redact(this Redactor redactor, StepError error) => error with
    {
        Message = redactor.Redact(error.Message),
        Stack = error.Stack is null ? null : redactor.Redact(error.Stack),
        Cause = error.Cause is null ? null : redactor.Redact(error.Cause),
        Details = error.Details?.ToDictionary(detail => detail.Key, detail => redactor.Redact(detail.Value)),
    };
}
