using CodeStepHost.Flows.Messages;
using CodeStepHost.Storage.Sqlite.Native;

namespace CodeStepHost.Storage.Sqlite;

/// <summary>The writing connection as the verbs see it: statements, the steps' numbers, and totals that are added up until the transaction ends.</summary>
/// <remarks>Lives on the writer's thread.</remarks>
internal sealed class WriteSession(SqliteDatabase database, SqliteStoreOptions options)
{
    private readonly Dictionary<StepAddress, long> _steps = [];
    private readonly Dictionary<long, Totals> _totals = [];

    public SqliteDatabase Database => database;

    public int KeepContentUpTo => options.KeepContentUpTo;

    /// <inheritdoc cref="SqliteDatabase.Statement"/>
    public SqliteStatement Sql(string name) => database.Statement(name);

    /// <summary>The step's number, or null when no message was ever sent to it.</summary>
    public long? FindStep(StepAddress address)
    {
        if (_steps.TryGetValue(address, out var known))
            return known;
        using var row = Sql("steps/key").Bind(address.Flow).Bind(address.Step).Query();
        if (!row.Read())
            return null;
        return _steps[address] = row.Int64(0);
    }

    /// <summary>The step's number; a new step gets one.</summary>
    public long Step(StepAddress address)
    {
        // Another process may have added the step meanwhile: the table is asked before a number is given.
        if (FindStep(address) is { } known)
            return known;
        Sql("steps/add").Bind(address.Flow).Bind(address.Step).Execute();
        return _steps[address] = database.LastInsertedKey;
    }

    /// <summary>Adds one execution to its step's totals.</summary>
    public void Count(long step, Totals one) => _totals[step] = _totals.TryGetValue(step, out var so) ? so + one : one;

    /// <summary>Writes the totals of this transaction.</summary>
    public void Flush()
    {
        foreach (var (step, totals) in _totals)
            Sql("steps/count").Bind(step).Bind(totals.Done).Bind(totals.Failed).Bind(totals.Rebounded).Execute();
        _totals.Clear();
    }

    /// <summary>Forgets what the transaction that was rolled back had added.</summary>
    public void Forget()
    {
        _steps.Clear();
        _totals.Clear();
    }
}

/// <summary>Executions of a step by how they ended.</summary>
internal readonly record struct Totals(long Done, long Failed, long Rebounded)
{
    public static Totals OneDone => new(1, 0, 0);

    public static Totals OneFailed => new(0, 1, 0);

    public static Totals OneRebounded => new(0, 0, 1);

    public static Totals operator +(Totals left, Totals right) =>
        new(left.Done + right.Done, left.Failed + right.Failed, left.Rebounded + right.Rebounded);
}
