namespace CodeStepHost.Scripting;

/// <summary>An error with a code, thrown by scripts and by what this assembly offers them. <code>throw new ScriptException("No such order", code: "order.unknown", statusCode: 404);</code></summary>
public sealed class ScriptException : Exception
{
    public ScriptException(string message, string? code = null, int? statusCode = null, Exception? cause = null)
        : base(message, cause)
    {
        Code = code;
        StatusCode = statusCode;
    }

    /// <summary>A stable word for the kind of error, such as <c>limit.message</c>.</summary>
    public string? Code { get; }

    /// <summary>An HTTP status that goes with the error.</summary>
    public int? StatusCode { get; }
}
