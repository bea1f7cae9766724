using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;

namespace CodeStepHost.Components.Routing;

/// <summary>Puts the key and the place of an expression into the error that it ended with.</summary>
internal static class ExpressionPlaces
{
    /// <param name="position">The character at which it failed, from 0; less: it is not known.</param>
    public static StepError Put(StepError error, StepExpression expression, int position)
    {
        var (line, column) = expression.PlaceOf(Math.Max(0, position));
        return error with { Message = $"`{expression.Key}`: {error.Message}", File = expression.File, Line = line, Column = column, Stack = null };
    }
}
