using CodeStepHost.Storage.Sqlite.Native;

namespace CodeStepHost.Storage.Sqlite;

/// <summary>The conditions of a query that were asked for: constant pieces of SQL whose values are bound.</summary>
internal sealed class Filters
{
    private const string Place = "/* filters */";

    private readonly List<(string Condition, string? Text, long? Number)> _conditions = [];

    public Filters And(string condition, string? value)
    {
        if (value is not null)
            _conditions.Add((condition, value, Number: null));
        return this;
    }

    public Filters And(string condition, long? value)
    {
        if (value is not null)
            _conditions.Add((condition, Text: null, value));
        return this;
    }

    public Filters And(string condition)
    {
        _conditions.Add((condition, Text: null, Number: null));
        return this;
    }

    /// <summary>The query with its conditions in place and their values bound, ready for what else it takes.</summary>
    public SqliteStatement Apply(SqliteDatabase database, string name)
    {
        var conditions = string.Concat(_conditions.Select(condition => " AND " + condition.Condition));
        var statement = database.Composed(SqlTexts.Get(name).Replace(Place, conditions, StringComparison.Ordinal));
        foreach (var (_, text, number) in _conditions)
        {
            if (text is not null)
                statement.Bind(text);
            else if (number is { } some)
                statement.Bind(some);
        }

        return statement;
    }
}
