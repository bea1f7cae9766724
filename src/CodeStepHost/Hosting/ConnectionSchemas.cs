using System.Data.Common;
using CodeStepHost.Components.Database;
using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Hosting;

/// <summary>Runs a connection's <c>schema</c> file on a database that is still empty.</summary>
internal static class ConnectionSchemas
{
    /// <exception cref="HostStartException">A connection is wrong, or its database refuses the file.</exception>
    public static async Task CreateAsync(HostSettings settings, CancellationToken cancellationToken)
    {
        using var connections = Open(settings);
        foreach (var (name, connection) in settings.Connections)
        {
            if (connection.SchemaFile is not { } file)
                continue;
            try
            {
                await connections.CreateAsync(name, await File.ReadAllTextAsync(file, cancellationToken), cancellationToken);
            }
            catch (Exception exception) when (exception is DbException or IOException or UnauthorizedAccessException)
            {
                throw new HostStartException($"{HostSettings.FileName}: connections.{name}: {file} could not be run: {exception.Message}");
            }
        }
    }

    /// <summary>The settings' connections, for steps.</summary>
    /// <exception cref="HostStartException">An engine is unknown or a connection string is not understood.</exception>
    public static DatabaseConnections Open(HostSettings settings)
    {
        try
        {
            return new DatabaseConnections(settings.Connections.ToDictionary(connection => connection.Key, connection => new DatabaseConnectionSettings(connection.Value.Engine, connection.Value.ConnectionString)));
        }
        catch (ArgumentException exception)
        {
            throw new HostStartException($"{HostSettings.FileName}: {exception.Message}");
        }
    }
}
