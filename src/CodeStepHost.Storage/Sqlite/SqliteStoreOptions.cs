using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Storage.Sqlite;

/// <summary>Where a SQLite store is, and how much it may use.</summary>
/// <param name="Path">The database file; it is made when it does not exist, its folder is not.</param>
public sealed record SqliteStoreOptions(string Path)
{
    /// <summary>Bytes up to which a failed message's content is kept for a retry.</summary>
    public int KeepContentUpTo { get; init; } = InMemoryFlowStore.DefaultKeepContentUpTo;

    /// <summary>How long a write waits for another process that writes to the same file.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Bytes of database pages that the writing connection keeps in memory.</summary>
    public int CacheBytes { get; init; } = 32 << 20;

    /// <summary>Bytes of write-ahead log after which it is copied into the database file.</summary>
    public int CheckpointBytes { get; init; } = 16 << 20;
}
