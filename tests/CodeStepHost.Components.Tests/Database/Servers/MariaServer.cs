using System.Data.Common;
using System.Diagnostics;
using MySqlConnector;

namespace CodeStepHost.Components.Tests.Database.Servers;

/// <summary>The MariaDB of the machine.</summary>
public sealed class MariaServer : DatabaseServer
{
    private Process? _server;

    public override string Engine => "mysql";

    public override string ConnectionStringOf(string database) => $"Server=127.0.0.1;Port={Port};User ID=shop;Password=secret-of-shop;Database={database}";

    protected override string Account => "mysql";

    protected override string? Missing => File.Exists("/usr/sbin/mariadbd") ? null : "There is no MariaDB on this machine (Debian: apt-get install mariadb-server).";

    public override async Task<DbConnection> OpenAsync()
    {
        await StartAsync();
        var connection = new MySqlConnection($"{ConnectionString};Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    protected override async Task LaunchAsync()
    {
        await RunAsync("mariadb-install-db", "--no-defaults", $"--datadir={Folder}/data", "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve", "--innodb-log-file-size=8M");
        _server = Begin(
            "/usr/sbin/mariadbd", "--no-defaults", $"--datadir={Folder}/data", $"--socket={Folder}/s.sock", $"--pid-file={Folder}/pid", "--bind-address=127.0.0.1", $"--port={Port}",
            "--skip-name-resolve", "--innodb-flush-log-at-trx-commit=0", "--innodb-log-file-size=8M", "--innodb-buffer-pool-size=32M", "--skip-log-bin", "--innodb-lock-wait-timeout=1");
        await using var connection = await RootAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "create database shop character set utf8mb4; create user shop@'127.0.0.1' identified by 'secret-of-shop'; grant all on *.* to shop@'127.0.0.1'";
        await command.ExecuteNonQueryAsync();
    }

    protected override async Task HaltAsync()
    {
        _server!.Kill(entireProcessTree: true);
        await _server.WaitForExitAsync();
        _server.Dispose();
    }

    /// <summary>Waits until the server answers; it says nothing when it is ready.</summary>
    private async Task<MySqlConnection> RootAsync()
    {
        var begun = Stopwatch.GetTimestamp();
        while (true)
        {
            var connection = new MySqlConnection($"Server={Folder}/s.sock;Protocol=unix;User ID=root;Pooling=false;Allow User Variables=true");
            try
            {
                await connection.OpenAsync();
                return connection;
            }
            catch (MySqlException) when (Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(60) && !_server!.HasExited)
            {
                await connection.DisposeAsync();
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
            catch (MySqlException exception)
            {
                throw new InvalidOperationException($"The server does not answer: {exception.Message} {await LogAsync()}", exception);
            }
        }
    }
}
