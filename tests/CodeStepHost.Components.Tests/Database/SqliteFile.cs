using CodeStepHost.Components.Database;
using Microsoft.Data.Sqlite;

namespace CodeStepHost.Components.Tests.Database;

/// <summary>A real SQLite file in a folder of its own, known to steps as the connection <c>shop</c>.</summary>
public sealed class SqliteFile : DatabaseBed
{
    private readonly string _folder;

    public SqliteFile(TimeProvider? time = null)
        : this(Directory.CreateTempSubdirectory("codestep-").FullName, time)
    {
    }

    private SqliteFile(string folder, TimeProvider? time)
        : base(new DatabaseConnectionSettings("sqlite", $"Data Source={System.IO.Path.Combine(folder, "shop.db")};Default Timeout=1"), time) => _folder = folder;

    public string Path => System.IO.Path.Combine(_folder, "shop.db");

    /// <summary>Runs SQL beside the steps.</summary>
    /// <returns>The first value of the first row.</returns>
    public object? Run(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    public SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        return connection;
    }

    protected override void Clean() => Directory.Delete(_folder, recursive: true);
}
