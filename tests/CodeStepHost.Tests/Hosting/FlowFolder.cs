using System.Globalization;
using Microsoft.Data.Sqlite;

namespace CodeStepHost.Tests.Hosting;

/// <summary>A temporary folder with flows and their data, gone after the test.</summary>
internal sealed class FlowFolder : IDisposable
{
    private readonly string _top = Path.Combine(Path.GetTempPath(), $"codestep-host-{Guid.NewGuid():N}");

    /// <param name="name">The folder's own name, where a flow is to have it.</param>
    public FlowFolder(string name = "")
    {
        Root = Path.Combine(_top, name);
        Directory.CreateDirectory(Root);
    }

    public string Root { get; }

    public string Data => Path.Combine(Root, ".codestep");

    public string Database => Path.Combine(Data, "codestep.db");

    public FlowFolder Write(string name, string text)
    {
        var file = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return this;
    }

    /// <summary>Writes a file of records <c>{"record": 1}</c>, one a line.</summary>
    public FlowFolder WriteRecords(string name, int count) =>
        Write(name, string.Concat(Enumerable.Range(1, count).Select(number => $"{{\"record\":{number}}}\n")));

    /// <summary>Reads rows of the host's database, which other processes may be writing.</summary>
    public IReadOnlyList<string> Query(string sql) => Query(Database, sql);

    public static IReadOnlyList<string> Query(string file, string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(column => Convert.ToString(reader.GetValue(column), CultureInfo.InvariantCulture))));
        return rows;
    }

    public long Number(string sql) => long.Parse(Query(sql).Single(), CultureInfo.InvariantCulture);

    /// <summary>Whether the host has made its database and all tables.</summary>
    public bool IsMade() => File.Exists(Database) && Number("SELECT count(*) FROM sqlite_schema WHERE name = 'log_lines'") == 1;

    /// <summary>Looks several times a second until a query's number is as wanted.</summary>
    public async Task UntilAsync(string sql, Func<long, bool> isSo, TimeSpan? patience = null)
    {
        using var limit = new CancellationTokenSource(patience ?? TimeSpan.FromSeconds(90), TimeProvider.System);
        while (!(IsMade() && isSo(Number(sql))))
        {
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"Still not so: {sql}");
            await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System);
        }
    }

    /// <summary>Executions of a step that ended so.</summary>
    public static string Executions(string step, string outcome = "success") =>
        $"SELECT count(*) FROM executions JOIN steps ON steps.key = executions.step WHERE steps.step = '{step}' AND outcome = '{outcome}'";

    public void Dispose() => Directory.Delete(_top, recursive: true);
}
