namespace CodeStepHost.Components.Database;

/// <summary>One argument of a procedure.</summary>
/// <param name="Name">The procedure's name for it.</param>
/// <param name="Variable">What it is given; null: nothing, it only gives back.</param>
/// <param name="GivesBack">Whether it has a value after the call (OUT, INOUT).</param>
/// <param name="Type">The type of what only gives back, for engines that must be told.</param>
internal sealed record CallArgument(string Name, SqlText? Variable, bool GivesBack, SqlType? Type)
{
    private const string Out = "out";
    private const string InOut = "inout ";

    /// <summary>Reads <c>@variable</c>, <c>@variable:type</c>, <c>inout @variable:type</c>, <c>out</c> or <c>out:type</c>.</summary>
    /// <exception cref="FormatException">It is none of these.</exception>
    public static CallArgument Parse(string name, string text, Engines.DatabaseEngine engine)
    {
        if (text == Out)
            return new CallArgument(name, null, GivesBack: true, Type: null);
        if (text.StartsWith("out:", StringComparison.Ordinal))
            return new CallArgument(name, null, GivesBack: true, SqlText.TypeOf(text[4..]) ?? throw new FormatException($"'{text[4..]}' is no type; types are {SqlText.TypeNames}"));
        var givesBack = text.StartsWith(InOut, StringComparison.Ordinal);
        var variable = SqlText.Parse(givesBack ? text[InOut.Length..] : text, engine);
        return variable.IsOneVariable
            ? new CallArgument(name, variable, givesBack, variable.Variables[0].Type)
            : throw new FormatException($"'{text}' is none of @variable, @variable:type, inout @variable, out, out:type");
    }
}
