using System.Globalization;

namespace CodeStepHost.Components.Database.Engines;

/// <summary>The names of SQLite's result codes, as its documentation writes them.</summary>
internal static class SqliteCodes
{
    private static readonly Dictionary<int, string> s_names = new()
    {
        [1] = "SQLITE_ERROR",
        [2] = "SQLITE_INTERNAL",
        [3] = "SQLITE_PERM",
        [4] = "SQLITE_ABORT",
        [5] = "SQLITE_BUSY",
        [6] = "SQLITE_LOCKED",
        [7] = "SQLITE_NOMEM",
        [8] = "SQLITE_READONLY",
        [9] = "SQLITE_INTERRUPT",
        [10] = "SQLITE_IOERR",
        [11] = "SQLITE_CORRUPT",
        [12] = "SQLITE_NOTFOUND",
        [13] = "SQLITE_FULL",
        [14] = "SQLITE_CANTOPEN",
        [15] = "SQLITE_PROTOCOL",
        [17] = "SQLITE_SCHEMA",
        [18] = "SQLITE_TOOBIG",
        [19] = "SQLITE_CONSTRAINT",
        [20] = "SQLITE_MISMATCH",
        [21] = "SQLITE_MISUSE",
        [22] = "SQLITE_NOLFS",
        [23] = "SQLITE_AUTH",
        [25] = "SQLITE_RANGE",
        [26] = "SQLITE_NOTADB",
        [5 | (1 << 8)] = "SQLITE_BUSY_RECOVERY",
        [5 | (2 << 8)] = "SQLITE_BUSY_SNAPSHOT",
        [5 | (3 << 8)] = "SQLITE_BUSY_TIMEOUT",
        [6 | (1 << 8)] = "SQLITE_LOCKED_SHAREDCACHE",
        [6 | (2 << 8)] = "SQLITE_LOCKED_VTAB",
        [8 | (1 << 8)] = "SQLITE_READONLY_RECOVERY",
        [8 | (2 << 8)] = "SQLITE_READONLY_CANTLOCK",
        [8 | (4 << 8)] = "SQLITE_READONLY_DBMOVED",
        [8 | (5 << 8)] = "SQLITE_READONLY_CANTINIT",
        [8 | (6 << 8)] = "SQLITE_READONLY_DIRECTORY",
        [14 | (2 << 8)] = "SQLITE_CANTOPEN_ISDIR",
        [19 | (1 << 8)] = "SQLITE_CONSTRAINT_CHECK",
        [19 | (2 << 8)] = "SQLITE_CONSTRAINT_COMMITHOOK",
        [19 | (3 << 8)] = "SQLITE_CONSTRAINT_FOREIGNKEY",
        [19 | (4 << 8)] = "SQLITE_CONSTRAINT_FUNCTION",
        [19 | (5 << 8)] = "SQLITE_CONSTRAINT_NOTNULL",
        [19 | (6 << 8)] = "SQLITE_CONSTRAINT_PRIMARYKEY",
        [19 | (7 << 8)] = "SQLITE_CONSTRAINT_TRIGGER",
        [19 | (8 << 8)] = "SQLITE_CONSTRAINT_UNIQUE",
        [19 | (9 << 8)] = "SQLITE_CONSTRAINT_VTAB",
        [19 | (10 << 8)] = "SQLITE_CONSTRAINT_ROWID",
        [19 | (11 << 8)] = "SQLITE_CONSTRAINT_PINNED",
        [19 | (12 << 8)] = "SQLITE_CONSTRAINT_DATATYPE",
    };

    /// <summary>The extended code's name; its number when it is a rare one without a name here.</summary>
    public static string Name(int code, int extended) =>
        s_names.GetValueOrDefault(extended == 0 ? code : extended) ?? extended.ToString(CultureInfo.InvariantCulture);
}
