using System.Text;
using CodeStepHost.Components.Database.Engines;

namespace CodeStepHost.Components.Database;

/// <summary>One variable of a statement: <c>@name</c>, <c>@name:number</c> or, for a member of a member, <c>@address.city</c>.</summary>
/// <param name="Path">The way from the body to the value: <c>address</c>, <c>city</c>.</param>
/// <param name="Type">What the value must be; null: whatever it is.</param>
/// <param name="Parameter">The parameter that stands for it in the text that the engine sees.</param>
internal sealed record SqlVariable(IReadOnlyList<string> Path, SqlType? Type, string Parameter)
{
    /// <summary>As the author wrote it.</summary>
    public override string ToString() => $"@{string.Join('.', Path)}{(Type is { } type ? $":{type.ToString().ToLowerInvariant()}" : "")}";
}

/// <summary>The types that a variable may be given.</summary>
internal enum SqlType
{
    String,
    Boolean,
    Date,
    Number,
    BigInt,
    Float,
    Real,
    Binary,
}

/// <summary>
/// A statement as its author wrote it, taken apart: each variable becomes a parameter, and everything else stays as it is. What looks like a
/// variable inside a literal, a quoted identifier or a comment is none, and neither are <c>@@name</c>, <c>name@host</c> and a lone <c>@</c>.
/// </summary>
internal sealed class SqlText
{
    private SqlText(string original, string text, IReadOnlyList<SqlVariable> variables)
    {
        Original = original;
        Text = text;
        Variables = variables;
    }

    /// <summary>As written; this is what errors show.</summary>
    public string Original { get; }

    /// <summary>What the engine sees.</summary>
    public string Text { get; }

    /// <summary>Each variable once, however often the text has it.</summary>
    public IReadOnlyList<SqlVariable> Variables { get; }

    /// <summary>The types that a variable may be given, for errors.</summary>
    public static string TypeNames { get; } = string.Join(", ", Enum.GetNames<SqlType>().Select(name => name.ToLowerInvariant()));

    /// <summary>Whether the text is a variable and nothing else.</summary>
    public bool IsOneVariable => Variables.Count == 1 && Text == Variables[0].Parameter;

    /// <summary>The type of a name; null when there is none.</summary>
    public static SqlType? TypeOf(string name) => Enum.TryParse<SqlType>(name, ignoreCase: true, out var type) && Enum.IsDefined(type) && !char.IsDigit(name[0]) ? type : null;

    /// <exception cref="FormatException">A variable has a type that is none; the message names both.</exception>
    public static SqlText Parse(string sql, DatabaseEngine engine)
    {
        var text = new StringBuilder(sql.Length);
        var variables = new Dictionary<string, SqlVariable>();
        var at = 0;
        while (at < sql.Length)
        {
            var end = engine.SkipQuoted(sql, at);
            if (end == at)
                end = IsVariable(sql, at) ? at : AfterPlain(sql, at);

            if (end > at)
            {
                text.Append(sql, at, end - at);
                at = end;
                continue;
            }

            var (path, type, after) = ReadVariable(sql, at + 1);
            var fresh = new SqlVariable(path, type, $"@p{variables.Count + 1}");
            var variable = variables.GetValueOrDefault(fresh.ToString(), fresh);
            variables[fresh.ToString()] = variable;
            text.Append(variable.Parameter);
            at = after;
        }

        return new SqlText(sql, text.ToString(), [.. variables.Values]);
    }

    private static bool IsVariable(string sql, int at) =>
        sql[at] == '@' && at + 1 < sql.Length && IsStart(sql[at + 1]);

    /// <summary>A word with its <c>@host</c>, a run of <c>@</c>, or one other character.</summary>
    private static int AfterPlain(string sql, int at)
    {
        var end = at + 1;
        if (sql[at] == '@')
        {
            while (end < sql.Length && sql[end] == '@')
                end++;
            return end - at > 1 ? AfterWord(sql, end) : end;
        }

        return IsPart(sql[at]) ? AfterWord(sql, end) : end;
    }

    private static int AfterWord(string sql, int at)
    {
        while (at < sql.Length && (IsPart(sql[at]) || sql[at] == '@'))
            at++;
        return at;
    }

    private static (IReadOnlyList<string> Path, SqlType? Type, int After) ReadVariable(string sql, int start)
    {
        var at = AfterName(sql, start);
        List<string> path = [sql[start..at]];
        while (at + 1 < sql.Length && sql[at] == '.' && IsStart(sql[at + 1]))
        {
            var end = AfterName(sql, at + 1);
            path.Add(sql[(at + 1)..end]);
            at = end;
        }

        // "::type" is a cast of the engine's, not ours.
        if (at + 1 >= sql.Length || sql[at] != ':' || !IsStart(sql[at + 1]))
            return (path, null, at);

        var after = AfterName(sql, at + 1);
        var name = sql[(at + 1)..after];
        return TypeOf(name) is { } type
            ? (path, type, after)
            : throw new FormatException($"variable @{string.Join('.', path)} has the unknown type '{name}'; types are {TypeNames}");
    }

    private static int AfterName(string sql, int at)
    {
        while (at < sql.Length && IsPart(sql[at]))
            at++;
        return at;
    }

    private static bool IsStart(char character) => char.IsLetter(character) || character == '_';

    private static bool IsPart(char character) => char.IsLetterOrDigit(character) || character == '_';
}
