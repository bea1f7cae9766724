namespace CodeStepHost.Scripting;

/// <summary>An error with a code, thrown by scripts and by what this assembly offers them. Its name in error records is <c>Error</c>; that of a class of yours
/// which extends it is the class's own.</summary>
/// <example><code>
/// throw new ScriptException("No such order", code: "order.unknown", statusCode: 404);
///
/// class OutOfStock(string sku) : ScriptException($"no stock of {sku}", code: "stock.none");
/// </code></example>
/// <param name="message">What happened.</param>
/// <param name="code">A stable word for the kind of error; errors are listed and grouped by it.</param>
/// <param name="statusCode">An HTTP status that goes with the error.</param>
/// <param name="cause">The exception that led to this one.</param>
public class ScriptException(string message, string? code = null, int? statusCode = null, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>A stable word for the kind of error, such as <c>limit.message</c>; null when it has none.</summary>
    public string? Code { get; } = code;

    /// <summary>An HTTP status that goes with the error; null when none does.</summary>
    public int? StatusCode { get; } = statusCode;
}
