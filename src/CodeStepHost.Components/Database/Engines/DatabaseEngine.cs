using System.Data.Common;
using System.Text.Json;

namespace CodeStepHost.Components.Database.Engines;

/// <summary>
/// What differs from one database engine to the next; all else is ADO.NET. A new engine is one subclass and one line in <see cref="All"/>.
/// </summary>
internal abstract class DatabaseEngine
{
    /// <summary>Every engine that a connection may name.</summary>
    public static IReadOnlyList<DatabaseEngine> All { get; } = [new SqliteEngine(), new PostgresEngine(), new MySqlEngine(), new SqlServerEngine()];

    /// <summary>What a connection's <c>engine</c> setting says: <c>sqlite</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Other words for the same engine.</summary>
    public virtual IReadOnlyList<string> Aliases => [];

    /// <summary>Whether the engine has stored procedures.</summary>
    public virtual bool HasProcedures => true;

    /// <summary>A statement that counts the tables which the connection's user has made.</summary>
    public abstract string CountTables { get; }

    /// <summary>Adds what this host wants by default to a connection string.</summary>
    /// <exception cref="ArgumentException">The provider does not understand the string.</exception>
    /// <exception cref="FormatException">The engine cannot be used in this program; the message says why.</exception>
    public abstract string Complete(string connectionString);

    /// <summary>Opens a connection, from the provider's pool when it has one.</summary>
    public async Task<DbConnection> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        var connection = Create(connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await PrepareAsync(connection, cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Begins a transaction that takes its locks as statements need them.</summary>
    public virtual ValueTask<DbTransaction> BeginAsync(DbConnection connection, CancellationToken cancellationToken) => connection.BeginTransactionAsync(cancellationToken);

    /// <summary>Closes the pooled connections of a connection string.</summary>
    public abstract void ClearPool(string connectionString);

    /// <summary>Makes statements of the connection end soon after <paramref name="stop"/> is cancelled, until the result is disposed.</summary>
    /// <returns>Null when passing the token to the provider is enough.</returns>
    public virtual IDisposable? StopOn(DbConnection connection, CancellationToken stop) => null;

    /// <summary>How long one statement may take, as far as the provider can tell: longer than the step's own clock allows, whose error says more.</summary>
    public virtual void LimitTime(DbCommand command, TimeSpan limit) => command.CommandTimeout = (int)Math.Min(limit.TotalSeconds + 10, int.MaxValue);

    /// <summary>Quotes one identifier so that the engine can take it for nothing else.</summary>
    public abstract string Quote(string identifier);

    /// <summary>A statement that inserts a row, or updates the other columns of the row that has the same key.</summary>
    /// <param name="table">Quoted.</param>
    /// <param name="columns">Quoted, with the parameter that holds each one's value; the key's are among them.</param>
    /// <param name="key">Quoted.</param>
    public abstract string Upsert(string table, IReadOnlyList<(string Column, string Parameter)> columns, IReadOnlyList<string> key);

    /// <summary>Adds the parameters of a statement to its command.</summary>
    public virtual Task BindAsync(DbCommand command, SqlStatement statement, CancellationToken stop)
    {
        foreach (var value in statement.Values)
            command.Parameters.Add(Parameter(value));
        return Task.CompletedTask;
    }

    /// <summary>Whether what a procedure gives back comes as a row of its result, rather than in its parameters.</summary>
    public virtual bool GivesOutputsAsRow => false;

    /// <summary>Makes room in a parameter for what a procedure gives back.</summary>
    public virtual void SizeOutput(DbParameter parameter, SqlType? type)
    {
    }

    /// <summary>A parameter that holds a value.</summary>
    public abstract DbParameter Parameter(BoundValue value);

    /// <summary>Writes one value of the row at which a reader stands.</summary>
    public virtual void WriteValue(Utf8JsonWriter writer, DbDataReader reader, int ordinal) => ColumnJson.Write(writer, reader.GetValue(ordinal));

    /// <summary>What kind of error it is.</summary>
    public virtual string NameOf(Exception exception) => exception.GetType().Name;

    /// <summary>What the engine says of an error.</summary>
    public virtual string MessageOf(Exception exception) => exception.Message;

    /// <summary>What the engine knows of an error besides its code and message, by name.</summary>
    public virtual IEnumerable<KeyValuePair<string, string?>> DetailsOf(Exception exception) => [];

    /// <summary>The engine's own code of an error: <c>SQLITE_CONSTRAINT_UNIQUE</c>, <c>42P01</c>.</summary>
    public abstract string? CodeOf(Exception exception);

    /// <summary>Whether the statement failed only because of another transaction: a lock, a deadlock, a serialisation failure.</summary>
    public abstract bool IsLock(Exception exception);

    /// <summary>Whether the statement ended because it was told to.</summary>
    public virtual bool IsStopped(Exception exception) => exception is OperationCanceledException;

    /// <summary>
    /// Where the literal, quoted identifier or comment that starts at <paramref name="start"/> ends; <paramref name="start"/> itself when none
    /// starts there. One that is never closed goes to the end of the text.
    /// </summary>
    public virtual int SkipQuoted(string sql, int start) => sql[start] switch
    {
        '\'' or '"' => AfterDoubledQuote(sql, start, sql[start]),
        '-' when At(sql, start + 1) == '-' => After(sql, "\n", start + 2),
        '/' when At(sql, start + 1) == '*' => After(sql, "*/", start + 2),
        _ => start,
    };

    /// <summary>A connection that is not open yet.</summary>
    protected abstract DbConnection Create(string connectionString);

    /// <summary>Makes of an open connection one that steps can use.</summary>
    protected virtual Task PrepareAsync(DbConnection connection, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The end of a quotation in which a doubled quote stands for itself.</summary>
    protected static int AfterDoubledQuote(string sql, int start, char quote)
    {
        for (var at = start + 1; at < sql.Length; at++)
        {
            if (sql[at] != quote)
                continue;
            if (At(sql, at + 1) != quote)
                return at + 1;
            at++;
        }

        return sql.Length;
    }

    /// <summary>The end of a quotation in which a backslash takes the meaning from what follows it, and a doubled quote stands for itself.</summary>
    protected static int AfterEscapedQuote(string sql, int start, char quote)
    {
        for (var at = start + 1; at < sql.Length; at++)
        {
            if (sql[at] == '\\' || (sql[at] == quote && At(sql, at + 1) == quote))
                at++;
            else if (sql[at] == quote)
                return at + 1;
        }

        return sql.Length;
    }

    /// <summary>The place after the next <paramref name="end"/>.</summary>
    protected static int After(string sql, string end, int start)
    {
        var at = start < sql.Length ? sql.IndexOf(end, start, StringComparison.Ordinal) : -1;
        return at < 0 ? sql.Length : at + end.Length;
    }

    /// <summary>The character at a place; NUL behind the end.</summary>
    protected static char At(string sql, int at) => at < sql.Length ? sql[at] : '\0';
}
