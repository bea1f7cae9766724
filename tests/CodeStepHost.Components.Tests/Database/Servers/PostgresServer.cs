using System.Data.Common;
using Npgsql;

namespace CodeStepHost.Components.Tests.Database.Servers;

/// <summary>The newest PostgreSQL of the machine.</summary>
public sealed class PostgresServer : DatabaseServer
{
    private static readonly string? s_programs = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin")).LastOrDefault()
        : null;

    public override string Engine => "postgresql";

    public override string ConnectionStringOf(string database) => $"Host=127.0.0.1;Port={Port};Username=shop;Password=secret-of-shop;Database={database}";

    protected override string Account => "postgres";

    protected override string? Missing => s_programs is null ? "There is no PostgreSQL on this machine (Debian: apt-get install postgresql)." : null;

    public override async Task<DbConnection> OpenAsync()
    {
        await StartAsync();
        var connection = new NpgsqlConnection($"{ConnectionString};Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Stops the server at once, as a crash would.</summary>
    public Task StopAsync() => ControlAsync("-m", "immediate", "stop");

    public Task RestartAsync() => ControlAsync("start");

    protected override async Task LaunchAsync()
    {
        await RunAsync($"{s_programs}/initdb", "-D", $"{Folder}/data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions");
        var access = Path.Combine(Folder, "data", "pg_hba.conf");
        await File.WriteAllTextAsync(access, "local all all trust\nhost all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n");
        await RestartAsync();
        await using var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={Port};Username=postgres;Database=postgres;Pooling=false");
        await connection.OpenAsync();
        foreach (var sql in (string[])["create user shop createdb password 'secret-of-shop'", "create database shop owner shop", "grant set on parameter deadlock_timeout to shop"])
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    protected override Task HaltAsync() => File.Exists($"{Folder}/data/postmaster.pid") ? StopAsync() : Task.CompletedTask;

    private Task ControlAsync(params string[] what) => RunAsync(
        $"{s_programs}/pg_ctl",
        ["-D", $"{Folder}/data", "-w", "-t", "60", "-s", "-l", $"{Folder}/postgres.log", "-o", $"-c listen_addresses=127.0.0.1 -p {Port} -c unix_socket_directories={Folder} -c fsync=off -c deadlock_timeout=1s", .. what]);
}
