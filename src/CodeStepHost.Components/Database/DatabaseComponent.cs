using CodeStepHost.Components.Database.Engines;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Components.Database;

/// <summary>
/// The steps that read and write databases.
/// <list type="table">
/// <item><term><c>database.select</c></term><description>Runs <c>sql</c>. <c>emit: each</c> (default) makes each row a message, <c>all</c> one message
/// <c>{results: […]}</c>, <c>single</c> the only row; none or two are an error then.</description></item>
/// <item><term><c>database.query</c></term><description>The same for any SQL, with <c>emit: all</c> by default, which also tells <c>rowsAffected</c>.</description></item>
/// <item><term><c>database.call</c></term><description>Calls <c>procedure</c> with <c>arguments</c> and emits <c>{results: [rows], out: {…}}</c>.</description></item>
/// <item><term><c>database.lookup</c></term><description>Finds one row by <c>sql</c>, or by <c>table</c> and <c>key</c>, and emits it, or adds it to the
/// incoming body <c>as</c> a member. <c>notFound: emit</c> emits <c>{}</c> (null for the member) where no row is an error otherwise.</description></item>
/// <item><term><c>database.insert</c>, <c>database.upsert</c></term><description>Write the body's members into the columns of <c>table</c> with the same names,
/// only those in <c>columns</c> when given, and emit the body as it came.</description></item>
/// <item><term><c>database.delete</c></term><description>Deletes the row of <c>key</c> in <c>table</c> and emits <c>{result: number of rows}</c>.</description></item>
/// </list>
/// All have <c>connection</c> and <c>timeout</c>. In <c>sql</c>, <c>@name</c>, <c>@name:type</c> and <c>@member.name</c> are taken from the body and bound as
/// parameters; <c>missing: null</c> makes those that the body lacks NULL. Messages emitted have no headers.
/// <para>
/// An error of the engine is reported as it is and never parks the message. Only the three that write, and only with <c>rebound: true</c>, park it
/// when the engine reports a lock. Each message runs in one transaction, committed before the host stores what became of the message: a host that
/// dies between the two runs the message again, so a statement that must not happen twice is an upsert.
/// </para>
/// </summary>
public sealed class DatabaseComponent : IStepComponent
{
    private readonly DatabaseConnections _connections;
    private readonly TimeProvider _time;

    /// <param name="connections">The databases that steps may use.</param>
    /// <param name="time">The clock of time-outs; null: the system's.</param>
    public DatabaseComponent(DatabaseConnections connections, TimeProvider? time = null)
    {
        _connections = connections;
        _time = time ?? TimeProvider.System;
    }

    /// <summary>Told each statement before it runs; null: nobody is.</summary>
    internal Action<SqlStatement>? Prepared { get; init; }

    /// <inheritdoc/>
    public bool Runs(string uses) => DatabaseSettings.Knows(uses);

    /// <summary>Finds what is wrong with a step of these kinds without touching its database.</summary>
    /// <returns>An error with code <see cref="ErrorCodes.StepConfig"/>; null when nothing is wrong.</returns>
    public StepError? Check(StepDefinition step)
    {
        try
        {
            _ = Lane(step);
            return null;
        }
        catch (StepFailedException exception)
        {
            return exception.Error;
        }
    }

    /// <inheritdoc/>
    public ValueTask<IStepLane> OpenLaneAsync(FlowVersion flow, StepDefinition step, CancellationToken cancellationToken)
    {
        try
        {
            return ValueTask.FromResult<IStepLane>(Lane(step));
        }
        catch (StepFailedException exception)
        {
            return ValueTask.FromResult<IStepLane>(new BrokenLane(exception.Error));
        }
    }

    private DatabaseLane Lane(StepDefinition step)
    {
        var settings = DatabaseSettings.Read(step);
        var connection = _connections.Find(settings.Connection)
            ?? throw StepFailedException.Of(
                ErrorCodes.StepConfig,
                $"Step '{step.Name}': config.connection names '{settings.Connection}', and the host's settings have no connections.{settings.Connection}.");
        var isShorter = settings.Timeout < step.Limits.Time;
        return new DatabaseLane(
            connection,
            Action(step, settings, connection.Engine),
            settings.Rebound,
            isShorter ? settings.Timeout!.Value : step.Limits.Time,
            isShorter ? "config.timeout" : "limits.time",
            _time)
        {
            Prepared = Prepared,
        };
    }

    private static DatabaseAction Action(StepDefinition step, DatabaseSettings settings, DatabaseEngine engine)
    {
        if (step.Uses == StepKinds.DatabaseCall)
            return Call(step, settings, engine);
        if (settings.Sql is { } text)
        {
            var sql = new VariableSql(Parse(step, text, engine), settings.MissingIsNull);
            return step.Uses == StepKinds.DatabaseLookup
                ? new LookupAction(engine, sql.Bind, settings.As, settings.EmitsNotFound)
                : new RowsAction(engine, sql, settings.Emit, counts: step.Uses == StepKinds.DatabaseQuery, step.Limits.MessageBytes);
        }

        var table = new TableSql(engine, settings.Table, settings.Key, settings.Columns);
        return step.Uses switch
        {
            StepKinds.DatabaseLookup => new LookupAction(engine, table.Lookup, settings.As, settings.EmitsNotFound),
            StepKinds.DatabaseInsert => new WriteAction(table.Insert, emitsCount: false),
            StepKinds.DatabaseUpsert => new WriteAction(table.Upsert, emitsCount: false),
            _ => new WriteAction(table.Delete, emitsCount: true),
        };
    }

    private static CallAction Call(StepDefinition step, DatabaseSettings settings, DatabaseEngine engine)
    {
        if (!engine.HasProcedures)
            throw StepFailedException.Of(ErrorCodes.StepConfig, $"Step '{step.Name}': connection '{settings.Connection}' is of engine {engine.Name}, which has no stored procedures.");
        var arguments = new List<CallArgument>();
        foreach (var (name, text) in settings.Arguments)
        {
            try
            {
                arguments.Add(CallArgument.Parse(name, text, engine));
            }
            catch (FormatException exception)
            {
                throw StepFailedException.Of(ErrorCodes.StepConfig, $"Step '{step.Name}': config.arguments.{name}: {exception.Message}.");
            }
        }

        var procedure = string.Join('.', settings.Procedure.Split('.').Select(engine.Quote));
        return new CallAction(engine, procedure, settings.Procedure, arguments, settings.MissingIsNull, step.Limits.MessageBytes);
    }

    private static SqlText Parse(StepDefinition step, string text, DatabaseEngine engine)
    {
        try
        {
            return SqlText.Parse(text, engine);
        }
        catch (FormatException exception)
        {
            throw StepFailedException.Of(ErrorCodes.StepConfig, $"Step '{step.Name}': config.sql: {exception.Message}.");
        }
    }
}
