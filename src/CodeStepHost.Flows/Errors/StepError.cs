namespace CodeStepHost.Flows.Errors;

/// <summary>An error as it came: thrown or emitted by a script, or the real error of a database or another step.</summary>
/// <param name="Name">Its class: <c>Error</c>, <c>TypeError</c>, <c>SqliteException</c>.</param>
/// <param name="Message">Its own text, unchanged but for control characters and a cap on its length.</param>
public sealed record StepError(string Name, string Message)
{
    /// <summary>A stable code: the engine's (<c>42P01</c>, <c>ECONNRESET</c>) or one of <see cref="ErrorCodes"/>.</summary>
    public string? Code { get; init; }

    /// <summary>The HTTP status that the error carries.</summary>
    public int? StatusCode { get; init; }

    /// <summary>Its stack, in the script's own files, lines and columns.</summary>
    public string? Stack { get; init; }

    /// <summary>What caused it.</summary>
    public StepError? Cause { get; init; }

    /// <summary>The script file where it was made.</summary>
    public string? File { get; init; }

    /// <summary>The line in <see cref="File"/>, from 1.</summary>
    public int? Line { get; init; }

    /// <summary>The column, from 1.</summary>
    public int? Column { get; init; }

    /// <summary>Further facts for people, such as the SQL text with its parameters' names: label → text.</summary>
    public IReadOnlyDictionary<string, string>? Details { get; init; }
}
