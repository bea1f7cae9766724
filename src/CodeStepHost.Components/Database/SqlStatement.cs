namespace CodeStepHost.Components.Database;

/// <summary>A statement ready to run.</summary>
/// <param name="Shown">What errors show of it: parameters by name, no value.</param>
/// <param name="Text">What the engine sees: SQL, or of a call the procedure's name.</param>
/// <param name="Values">What is bound, in order.</param>
internal sealed record SqlStatement(string Shown, string Text, IReadOnlyList<BoundValue> Values)
{
    /// <summary>The table, quoted, whose columns the values are for; null in SQL that the author wrote.</summary>
    public string? Table { get; init; }

    /// <summary>Whether <see cref="Text"/> is a procedure's name.</summary>
    public bool IsCall { get; init; }
}

/// <summary>What a parameter of a statement stands for.</summary>
/// <param name="Parameter">The parameter: <c>@p1</c>.</param>
/// <param name="Value">
/// Null, <see cref="bool"/>, <see cref="long"/>, <see cref="decimal"/>, <see cref="double"/>, <see cref="string"/>, <see cref="DateOnly"/>,
/// a <see cref="DateTime"/> in UTC, bytes, or <see cref="JsonText"/>.
/// </param>
/// <param name="Type">The type that the author gave; null: the engine may find it out.</param>
internal sealed record BoundValue(string Parameter, object? Value, SqlType? Type = null)
{
    /// <summary>What the statement, as it is shown, calls it.</summary>
    public string Name { get; init; } = Parameter.TrimStart('@');

    /// <summary>The column, quoted, that the value is for; null in SQL that the author wrote.</summary>
    public string? Column { get; init; }
}

/// <summary>An object or an array of the message, as its JSON.</summary>
internal sealed record JsonText(string Text, bool IsArray);
