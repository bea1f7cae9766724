using System.Text.Json;
using CodeStepHost.Components.Database.Engines;
using CodeStepHost.Flows.Errors;

namespace CodeStepHost.Components.Database;

/// <summary>Statements for a table, its key and its columns: names are quoted, values are parameters.</summary>
internal sealed class TableSql
{
    private readonly DatabaseEngine _engine;
    private readonly string _table;
    private readonly IReadOnlyList<string> _key;
    private readonly IReadOnlyList<string> _columns;

    /// <param name="table">A table's name, or <c>schema.table</c>.</param>
    /// <param name="key">The columns that together identify a row.</param>
    /// <param name="columns">The columns to read or write; empty: all there are.</param>
    public TableSql(DatabaseEngine engine, string table, IReadOnlyList<string> key, IReadOnlyList<string> columns)
    {
        _engine = engine;
        _table = string.Join('.', table.Split('.').Select(Quote));
        _key = key;
        _columns = columns;
        foreach (var name in key.Concat(columns))
            Quote(name);
    }

    /// <summary>Reads the row of the key that the body holds.</summary>
    public SqlStatement Lookup(JsonElement body)
    {
        var columns = _columns.Count == 0 ? "*" : string.Join(", ", _columns.Select(Quote));
        return WithKey($"SELECT {columns} FROM {_table}", body);
    }

    /// <summary>Deletes the row of the key that the body holds.</summary>
    public SqlStatement Delete(JsonElement body) => WithKey($"DELETE FROM {_table}", body);

    /// <summary>Inserts the body as a row.</summary>
    public SqlStatement Insert(JsonElement body)
    {
        var row = Row(body);
        var text = $"INSERT INTO {_table} ({string.Join(", ", row.Select(column => column.Column))}) "
            + $"VALUES ({string.Join(", ", row.Select(column => column.Parameter))})";
        return Statement(text, row);
    }

    /// <summary>Inserts the body as a row, or updates the row with its key.</summary>
    public SqlStatement Upsert(JsonElement body)
    {
        _ = KeyValues(body);
        var row = Row(body);
        return Statement(_engine.Upsert(_table, row.ConvertAll(column => (column.Column!, column.Parameter)), [.. _key.Select(Quote)]), row);
    }

    private SqlStatement Statement(string text, List<BoundValue> columns) => new(text, text, columns) { Table = _table };

    private SqlStatement WithKey(string start, JsonElement body)
    {
        var key = KeyValues(body);
        return Statement($"{start} WHERE {string.Join(" AND ", key.Select(column => $"{column.Column} = {column.Parameter}"))}", key);
    }

    private List<BoundValue> KeyValues(JsonElement body)
    {
        var values = Bound(_key.Select(name => KeyValuePair.Create(name, Member(body, name))));

        // "= NULL" finds nothing and a key without a value identifies nothing: never what the author meant.
        return values.Find(column => column.Value is null) is { Column: { } column }
            ? throw StepFailedException.Of(DatabaseErrorCodes.Variable, $"The message's body has no value for the key {column}.")
            : values;
    }

    private List<BoundValue> Row(JsonElement body)
    {
        MessageJson.BodyObject(body);

        // Of two members with one name the last counts, as in a script's object.
        var members = new Dictionary<string, JsonElement>();
        foreach (var member in body.EnumerateObject())
            members[member.Name] = member.Value;
        var row = _columns.Count == 0 ? members : members.Where(member => _columns.Contains(member.Key) || _key.Contains(member.Key));
        var columns = Bound(row);
        return columns.Count > 0
            ? columns
            : throw StepFailedException.Of(DatabaseErrorCodes.Body, "The message's body has no member that is a column to write.");
    }

    private List<BoundValue> Bound(IEnumerable<KeyValuePair<string, JsonElement>> values) =>
        [.. values.Select((value, index) => new BoundValue($"@p{index + 1}", SqlValues.Of(value.Value)) { Column = Quote(value.Key) })];

    private static JsonElement Member(JsonElement body, string name) =>
        MessageJson.BodyObject(body).TryGetProperty(name, out var value) ? value : default;

    private string Quote(string name) =>
        name.Length is > 0 and <= 128 && !name.Any(char.IsControl)
            ? _engine.Quote(name)
            : throw StepFailedException.Of(
                ErrorCodes.StepConfig, "The name of a table or column must have 1 to 128 characters, none of them a control character.");
}
