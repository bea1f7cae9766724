using System.Text.Json;

namespace CodeStepHost.Components.Database;

/// <summary>The author's SQL with the variables that each message's body fills.</summary>
/// <param name="missingIsNull">Whether a variable that the body lacks is NULL, rather than an error.</param>
internal sealed class VariableSql(SqlText sql, bool missingIsNull)
{
    /// <exception cref="StepFailedException">The body lacks a variable or has the wrong type of it; the message names the variable.</exception>
    public SqlStatement Bind(JsonElement body)
    {
        var values = new List<BoundValue>(sql.Variables.Count);
        foreach (var variable in sql.Variables)
            values.Add(new BoundValue(variable.Parameter, ValueOf(variable, body), variable.Type) { Name = string.Join('.', variable.Path) });
        return new SqlStatement(sql.Original, sql.Text, values);
    }

    private object? ValueOf(SqlVariable variable, JsonElement body)
    {
        var value = body;
        foreach (var member in variable.Path)
        {
            if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(member, out value))
                continue;
            return missingIsNull
                ? null
                : throw StepFailedException.Of(
                    DatabaseErrorCodes.Variable,
                    $"The message's body has no {string.Join('.', variable.Path)}, which the variable {variable} needs; with missing: null it would be NULL.");
        }

        try
        {
            return SqlValues.Of(value, variable.Type);
        }
        catch (FormatException exception)
        {
            throw StepFailedException.Of(DatabaseErrorCodes.Variable, $"Variable {variable}: the body's {string.Join('.', variable.Path)} {exception.Message}.");
        }
    }
}
