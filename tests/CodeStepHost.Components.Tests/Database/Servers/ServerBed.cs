using System.Data.Common;
using CodeStepHost.Components.Database;

namespace CodeStepHost.Components.Tests.Database.Servers;

/// <summary>Steps on a server, and a connection beside them.</summary>
public sealed class ServerBed : IAsyncDisposable
{
    private ServerBed(DatabaseBed steps, DbConnection beside)
    {
        Steps = steps;
        Beside = beside;
    }

    public DatabaseBed Steps { get; }

    public DbConnection Beside { get; }

    /// <param name="more">More for the steps' connection string.</param>
    public static async Task<ServerBed> StartAsync(DatabaseServer server, string more = "") =>
        new(new DatabaseBed(new DatabaseConnectionSettings(server.Engine, server.ConnectionString + more)), await server.OpenAsync());

    /// <returns>The first value of the first row.</returns>
    public async Task<object?> RunAsync(string sql)
    {
        await using var command = Beside.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Steps.Dispose();
        await Beside.DisposeAsync();
    }
}
