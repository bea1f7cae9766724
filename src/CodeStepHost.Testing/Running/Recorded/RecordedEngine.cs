using System.Data.Common;
using System.Text.Json;
using CodeStepHost.Components.Database;
using CodeStepHost.Components.Database.Engines;

namespace CodeStepHost.Testing.Running;

/// <summary>Plays recorded results back in place of an engine, whose ways of writing statements it keeps: each statement gets the next result.</summary>
internal sealed class RecordedEngine(DatabaseEngine engine, IReadOnlyList<RecordedResult> results) : DatabaseEngine
{
    /// <summary>The code of a statement that its test did not expect.</summary>
    public const string UnexpectedCode = "test.unexpected-statement";

    // The codes of each engine after which a step with `rebound: true` parks its message.
    private static readonly Dictionary<string, string[]> Locks = new(StringComparer.Ordinal)
    {
        ["postgresql"] = ["40P01", "40001", "55P03"],
        ["mysql"] = ["1205", "1213"],
        ["sqlserver"] = ["1205", "1222"],
        ["sqlite"] = ["SQLITE_BUSY", "SQLITE_LOCKED"],
    };

    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["postgresql"] = "PostgresException",
        ["mysql"] = "MySqlException",
        ["sqlserver"] = "SqlException",
        ["sqlite"] = "SqliteException",
    };

    private readonly List<string> _unexpected = [];
    private int _next;

    /// <summary>Statements for which there was no result.</summary>
    public IReadOnlyList<string> Unexpected => _unexpected;

    /// <summary>How many results no statement has taken.</summary>
    public int Unused => results.Count - _next;

    public override string Name => engine.Name;

    public override bool HasProcedures => engine.HasProcedures;

    public override string CountTables => engine.CountTables;

    public override bool GivesOutputsAsRow => engine.GivesOutputsAsRow;

    public override string Complete(string connectionString) => connectionString;

    public override void ClearPool(string connectionString)
    {
        // Nothing is open.
    }

    public override string Quote(string identifier) => engine.Quote(identifier);

    public override string Upsert(string table, IReadOnlyList<(string Column, string Parameter)> columns, IReadOnlyList<string> key) => engine.Upsert(table, columns, key);

    public override int SkipQuoted(string sql, int start) => engine.SkipQuoted(sql, start);

    public override DbParameter Parameter(BoundValue value) => new RecordedParameter { ParameterName = value.Parameter, Value = value.Value };

    public override void WriteValue(Utf8JsonWriter writer, DbDataReader reader, int ordinal) => MessageJson.WriteAsItIs(writer, (JsonElement)reader.GetValue(ordinal));

    public override string NameOf(Exception exception) => exception is RecordedException ? Names[Name] : base.NameOf(exception);

    public override string? CodeOf(Exception exception) => exception is RecordedException { Code.Length: > 0 } recorded ? recorded.Code : null;

    // Names of SQLite may go on: SQLITE_BUSY_SNAPSHOT.
    public override bool IsLock(Exception exception) =>
        exception is RecordedException recorded && Locks[Name].Any(code => recorded.Code == code || recorded.Code.StartsWith(code + "_", StringComparison.Ordinal));

    /// <summary>What the next statement yields.</summary>
    /// <exception cref="RecordedException">An error of the engine, or there is no result any more.</exception>
    public RecordedResult Take(string statement)
    {
        if (_next == results.Count)
        {
            _unexpected.Add(statement);
            throw new RecordedException(UnexpectedCode, "The test has no result for this statement.");
        }

        var result = results[_next++];
        return result.Error is { } error ? throw new RecordedException(error.Code, error.Message) : result;
    }

    protected override DbConnection Create(string connectionString) => new RecordedConnection(this);
}

/// <summary>An error as the engine would have reported it.</summary>
internal sealed class RecordedException(string code, string message) : DbException(message)
{
    public string Code => code;
}
