using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CodeStepHost.Components.Database;
using CodeStepHost.Components.Database.Engines;
using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Testing.Running;

/// <summary>
/// The database that a tested step finds: a SQLite database of its own in a temporary folder, made from the connection's schema; for other engines, or where
/// the test says so, the results that were recorded. No other database is reached.
/// </summary>
internal sealed class StageDatabase : IAsyncDisposable
{
    private readonly string? _folder;
    private readonly string? _after;
    private readonly string _name;
    private readonly NamedConnection? _connection;
    private readonly List<StatementMade> _made = [];

    private StageDatabase(string name, NamedConnection? connection, string? folder, string? after, RecordedEngine? recorded)
    {
        _name = name;
        _connection = connection;
        _folder = folder;
        _after = after;
        Recorded = recorded;
        Connections = connection is null ? DatabaseConnections.None : new DatabaseConnections(connection);
    }

    public DatabaseConnections Connections { get; }

    /// <summary>The engine that plays results back; null where a real one runs, or none.</summary>
    public RecordedEngine? Recorded { get; }

    /// <summary>The statements that were run.</summary>
    public IReadOnlyList<StatementMade> Made => _made;

    /// <exception cref="StageException">The database cannot be made.</exception>
    public static async Task<StageDatabase> OpenAsync(StepInput input, CancellationToken cancellationToken)
    {
        if (!input.Step.Uses.StartsWith("database.", StringComparison.Ordinal))
            return input.Database is null ? new StageDatabase("", null, null, null, null) : throw new StageException($"step `{input.Step.Name}` uses `{input.Step.Uses}`; `database` is for steps that use a database");
        var name = ConnectionOf(input.Step);
        if (!input.Connections.TryGetValue(name, out var settings))
            return new StageDatabase(name, null, null, null, null);
        var engine = DatabaseEngine.All.FirstOrDefault(known => known.Aliases.Append(known.Name).Contains(settings.Engine, StringComparer.OrdinalIgnoreCase))
            ?? throw new StageException($"connection `{name}` has the unknown engine `{settings.Engine}`");
        if (input.Database is DatabaseInput.Recorded recorded)
            return Playing(name, engine, recorded.Results);
        if (engine is SqliteEngine)
            return await MakeAsync(name, engine, settings, input.Database as DatabaseInput.Made, cancellationToken).ConfigureAwait(false);
        return input.Database is null
            ? Playing(name, engine, [])
            : throw new StageException($"connection `{name}` is of engine {engine.Name}, which tests do not run: write `database` as a list of what its statements yield, such as [{{ \"rows\": [] }}]");
    }

    /// <summary>Notes a statement that is about to run.</summary>
    public void Note(SqlStatement statement) => _made.Add(new StatementMade(_name, statement.Shown, new JsonObject(statement.Values.Select(value => KeyValuePair.Create(value.Name, Json(value.Value))))));

    /// <summary>The rows of the query with which the test looks at the database in the end.</summary>
    /// <exception cref="StageException">The query fails.</exception>
    public async Task<JsonNode?> RowsAsync(CancellationToken cancellationToken)
    {
        if (_after is null || _connection is null)
            return null;
        try
        {
            var open = await _connection.Engine.OpenAsync(_connection.ConnectionString, cancellationToken).ConfigureAwait(false);
            await using var closing = open.ConfigureAwait(false);
            var command = open.CreateCommand();
            await using var ending = command.ConfigureAwait(false);
            command.CommandText = _after;
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using var read = reader.ConfigureAwait(false);
            var rows = await RowJson.GatherAsync(_connection.Engine, reader, int.MaxValue, instead: "", cancellationToken).ConfigureAwait(false);
            return JsonNode.Parse(rows.Span);
        }
        catch (DbException exception)
        {
            throw new StageException($"`database.after`: {exception.Message}");
        }
    }

    public ValueTask DisposeAsync()
    {
        Connections.Dispose();
        if (_folder is not null)
        {
            try
            {
                Directory.Delete(_folder, recursive: true);
            }
            catch (IOException)
            {
                // Left in the system's temporary folder.
            }
        }

        return ValueTask.CompletedTask;
    }

    private static StageDatabase Playing(string name, DatabaseEngine engine, IReadOnlyList<RecordedResult> results)
    {
        var recorded = new RecordedEngine(engine, results);
        return new StageDatabase(name, new NamedConnection(name, recorded, ""), folder: null, after: null, recorded);
    }

    private static async Task<StageDatabase> MakeAsync(string name, DatabaseEngine engine, ConnectionSettings settings, DatabaseInput.Made? made, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("codestep-test-").FullName;
        var connection = new NamedConnection(name, engine, engine.Complete($"Data Source={Path.Combine(folder, "test.db")}"));
        var database = new StageDatabase(name, connection, folder, made?.After, recorded: null);
        try
        {
            if (settings.SchemaFile is { } schema)
                await RunAsync(connection, await File.ReadAllTextAsync(schema, cancellationToken).ConfigureAwait(false), $"the schema {Path.GetFileName(schema)} of connection `{name}`", cancellationToken).ConfigureAwait(false);
            if (made?.Before is { } before)
                await RunAsync(connection, before, "`database.before`", cancellationToken).ConfigureAwait(false);
            return database;
        }
        catch
        {
            await database.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task RunAsync(NamedConnection connection, string sql, string what, CancellationToken cancellationToken)
    {
        try
        {
            var open = await connection.Engine.OpenAsync(connection.ConnectionString, cancellationToken).ConfigureAwait(false);
            await using var closing = open.ConfigureAwait(false);
            var command = open.CreateCommand();
            await using var ending = command.ConfigureAwait(false);
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DbException exception)
        {
            throw new StageException($"{what}: {exception.Message}");
        }
    }

    private static string ConnectionOf(StepDefinition step)
    {
        using var config = JsonDocument.Parse(step.Config);
        return config.RootElement.TryGetProperty("connection", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString()! : "";
    }

    private static JsonNode? Json(object? value) => value switch
    {
        null => null,
        bool flag => JsonValue.Create(flag),
        long number => JsonValue.Create(number),
        decimal number => JsonValue.Create(number),
        double number => JsonValue.Create(number),
        byte[] bytes => JsonValue.Create("base64:" + Convert.ToBase64String(bytes)),
        JsonText json => JsonNode.Parse(json.Text),
        DateOnly date => JsonValue.Create(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        DateTime time => JsonValue.Create(time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture)),
        _ => JsonValue.Create(value.ToString()),
    };
}
