using SQLitePCL;

namespace CodeStepHost.Storage.Sqlite.Native;

/// <summary>SQLite refused a call.</summary>
/// <param name="code">Its extended result code.</param>
/// <param name="text">Its own words.</param>
internal sealed class SqliteFailure(int code, string text) : Exception($"{text} (SQLite {code})")
{
    /// <summary>The result code without its extension: <c>SQLITE_FULL</c>, <c>SQLITE_BUSY</c>…</summary>
    public int Code => code & 0xff;

    public string Text => text;

    /// <summary>Whether the file or its surroundings are the trouble, and not what was asked for.</summary>
    public bool IsOfTheStore => Code is raw.SQLITE_FULL or raw.SQLITE_IOERR or raw.SQLITE_READONLY or raw.SQLITE_BUSY or raw.SQLITE_LOCKED
        or raw.SQLITE_CANTOPEN or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_NOMEM or raw.SQLITE_PROTOCOL or raw.SQLITE_PERM;

    public bool IsBusy => Code is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;

    /// <summary>What happened to the file, and what to do about it.</summary>
    public string Explain(string path) => Code switch
    {
        raw.SQLITE_FULL => $"The disk of {path} is full. Free some space; the store goes on by itself.",
        raw.SQLITE_READONLY or raw.SQLITE_PERM => $"{path} cannot be written: it, or its folder, is read-only for this user ({text}). Correct its permissions.",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => $"{path} stays locked by another process. End what holds it open, or try again.",
        raw.SQLITE_CORRUPT => $"{path} is damaged ({text}). Stop the host and restore the file from a backup.",
        raw.SQLITE_NOTADB => $"{path} is not a SQLite database. Name another file, or restore this one from a backup.",
        raw.SQLITE_CANTOPEN => $"{path} cannot be opened ({text}). Check that it is a file that this user may read and write.",
        _ => $"{path} cannot be read or written ({text}, SQLite {code}). Check the disk; the store goes on by itself when it answers again.",
    };
}
