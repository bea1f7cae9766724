using CodeStepHost.Storage.Sqlite.Native;

namespace CodeStepHost.Storage.Sqlite;

/// <summary>Opens a database file for writing: recognises it, brings it to the current version, and sets how it is written.</summary>
internal static class SqliteOpening
{
    /// <summary>Marks a file as ours ("CSH1"), so that another program's database is never written to.</summary>
    private const int ApplicationId = 0x43534831;

    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(50);

    public static int NewestVersion => SqlTexts.Migrations.Count;

    /// <exception cref="StoreOpenException">The file cannot be used.</exception>
    public static async Task<SqliteDatabase> OpenAsync(SqliteStoreOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        CheckPlace(options.Path);
        for (var started = time.GetTimestamp(); ;)
        {
            try
            {
                return Open(options);
            }
            catch (SqliteFailure failure) when (failure.IsBusy && time.GetElapsedTime(started) < options.BusyTimeout)
            {
                // Switching a new file to write-ahead mode does not wait by itself while another process does the same.
                await Task.Delay(Rest, time, cancellationToken);
            }
            catch (SqliteFailure failure)
            {
                throw new StoreOpenException(failure.Explain(options.Path), failure);
            }
        }
    }

    /// <summary>Opens a connection that only reads.</summary>
    /// <exception cref="SqliteFailure">The file cannot be opened.</exception>
    public static SqliteDatabase OpenReader(SqliteStoreOptions options)
    {
        var database = SqliteDatabase.Open(options.Path, readOnly: true, options.BusyTimeout);
        database.Execute("PRAGMA query_only = 1; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -4096;");
        return database;
    }

    /// <summary>Refuses a file that this program does not know, or not yet.</summary>
    /// <returns>The file's version; 0 when it is new.</returns>
    /// <exception cref="StoreOpenException">It is of another program, or of a newer version.</exception>
    public static int CheckVersion(SqliteDatabase database, string path)
    {
        var (application, version) = (database.Pragma("application_id"), (int)database.Pragma("user_version"));
        if (application != ApplicationId && (application != 0 || version != 0 || HasTables(database)))
            throw new StoreOpenException($"{path} is a database of another program. Name another file.");
        return version <= NewestVersion
            ? version
            : throw new StoreOpenException($"{path} is a database of version {version}, and this program knows versions up to {NewestVersion}. Upgrade the program, or restore the file from a backup made before it was upgraded.");
    }

    private static void CheckPlace(string path)
    {
        if (Directory.Exists(path))
            throw new StoreOpenException($"{path} is a folder. Name a file in it.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (!Directory.Exists(folder))
            throw new StoreOpenException($"{path} cannot be made: its folder does not exist. Make the folder, or name another file.");
    }

    private static SqliteDatabase Open(SqliteStoreOptions options)
    {
        var database = SqliteDatabase.Open(options.Path, readOnly: false, options.BusyTimeout);
        try
        {
            Migrate(database, CheckVersion(database, options.Path), options.Path);
            database.Execute($"""
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                PRAGMA foreign_keys = ON;
                PRAGMA temp_store = MEMORY;
                PRAGMA cache_size = {-options.CacheBytes / 1024};
                PRAGMA wal_autocheckpoint = {options.CheckpointBytes / database.Pragma("page_size")};
                PRAGMA journal_size_limit = {4L * options.CheckpointBytes};
                """);
            TouchEveryTable(database);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private static void Migrate(SqliteDatabase database, int version, string path)
    {
        if (version == NewestVersion)
            return;
        database.Execute("BEGIN IMMEDIATE");
        for (version = CheckVersion(database, path); version < NewestVersion; version++)
            database.Execute(SqlTexts.Migrations[version]);
        database.Execute($"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {NewestVersion}; COMMIT");
    }

    private static bool HasTables(SqliteDatabase database)
    {
        using var row = database.Composed("SELECT 1 FROM sqlite_schema LIMIT 1").Query();
        return row.Read();
    }

    // A damaged file is told at the start rather than in the middle of the night: the root of every table and index is read.
    private static void TouchEveryTable(SqliteDatabase database)
    {
        var tables = new List<string>();
        using (var row = database.Composed("SELECT name FROM sqlite_schema WHERE type = 'table'").Query())
        {
            while (row.Read())
                tables.Add(row.Text(0));
        }

        foreach (var table in tables)
        {
            using var row = database.Composed($"SELECT 1 FROM \"{table}\" LIMIT 1").Query();
            row.Read();
        }
    }
}
