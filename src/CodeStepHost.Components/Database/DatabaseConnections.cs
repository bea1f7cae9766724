using System.Data.Common;
using CodeStepHost.Components.Database.Engines;

namespace CodeStepHost.Components.Database;

/// <summary>One named connection as the host's settings give it.</summary>
/// <param name="Engine">Which database it is: <c>sqlite</c>, <c>postgresql</c>, <c>mysql</c>, <c>sqlserver</c>.</param>
/// <param name="ConnectionString">The ADO.NET provider's connection string. It may hold a password, and is never shown.</param>
public sealed record DatabaseConnectionSettings(string Engine, string ConnectionString);

/// <summary>
/// The databases that steps may use, by the names that steps know them by. Connections are opened when a message needs one and are pooled by
/// the provider; disposing closes the pools.
/// </summary>
public sealed class DatabaseConnections : IDisposable
{
    private readonly Dictionary<string, NamedConnection> _connections = [];

    /// <param name="settings">Name → connection: the host's setting <c>connections</c>.</param>
    /// <exception cref="ArgumentException">An engine is not known or a connection string is not understood; the message names the setting.</exception>
    public DatabaseConnections(IReadOnlyDictionary<string, DatabaseConnectionSettings> settings)
    {
        foreach (var (name, connection) in settings)
            _connections.Add(name, Check(name, connection));
    }

    /// <summary>A connection alone, whatever its engine is.</summary>
    internal DatabaseConnections(NamedConnection connection) => _connections.Add(connection.Name, connection);

    /// <summary>No connection at all.</summary>
    public static DatabaseConnections None { get; } = new(new Dictionary<string, DatabaseConnectionSettings>());

    /// <summary>The names that steps may use.</summary>
    public IReadOnlyCollection<string> Names => _connections.Keys;

    /// <summary>Runs an SQL script on a database that has no table yet, all of it or nothing.</summary>
    /// <returns>Whether it was run.</returns>
    /// <exception cref="DbException">The database cannot be reached, or refuses the script.</exception>
    public async Task<bool> CreateAsync(string name, string script, CancellationToken cancellationToken)
    {
        var connection = _connections[name];
        await using var open = await connection.Engine.OpenAsync(connection.ConnectionString, cancellationToken);
        await using var command = open.CreateCommand();
        command.CommandText = connection.Engine.CountTables;
        if (Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken)) > 0)
            return false;
        await using var transaction = await connection.Engine.BeginAsync(open, cancellationToken);
        command.Transaction = transaction;
        command.CommandText = script;
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var connection in _connections.Values)
            connection.Engine.ClearPool(connection.ConnectionString);
    }

    internal NamedConnection? Find(string name) => _connections.GetValueOrDefault(name);

    private static NamedConnection Check(string name, DatabaseConnectionSettings settings)
    {
        var engine = DatabaseEngine.All.FirstOrDefault(known => known.Aliases.Append(known.Name).Contains(settings.Engine, StringComparer.OrdinalIgnoreCase))
            ?? throw new ArgumentException(
                $"connections.{name}.engine: '{settings.Engine}' is not an engine; engines are {string.Join(", ", DatabaseEngine.All.Select(known => known.Name))}.",
                nameof(settings));
        try
        {
            return new NamedConnection(name, engine, engine.Complete(settings.ConnectionString));
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            throw new ArgumentException($"connections.{name}.connectionString: {exception.Message}", nameof(settings), exception);
        }
    }
}

/// <summary>A connection whose engine is known.</summary>
internal sealed record NamedConnection(string Name, DatabaseEngine Engine, string ConnectionString);
