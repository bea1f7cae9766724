using CodeStepHost.Flows.Errors;

namespace CodeStepHost.Components.Database;

/// <summary>Stable codes of the errors that a database step itself makes; an engine's errors keep the engine's codes.</summary>
public static class DatabaseErrorCodes
{
    /// <summary>The message's body lacks a variable of the statement, or has something in its place that cannot be of its type.</summary>
    public const string Variable = "database.variable";

    /// <summary>The message has no body that the step can work with.</summary>
    public const string Body = "database.body";

    /// <summary>There was not exactly one row where exactly one was asked for.</summary>
    public const string Rows = "database.rows";
}

/// <summary>Carries an error that ends the work on one message, or the opening of a lane, up to the one place that reports it.</summary>
internal sealed class StepFailedException(StepError error, bool isLimit = false) : Exception(error.Message)
{
    public StepError Error => error;

    /// <summary>Whether a limit of the step was broken.</summary>
    public bool IsLimit => isLimit;

    public static StepFailedException Of(string code, string message) => new(new StepError("Error", message) { Code = code });
}
