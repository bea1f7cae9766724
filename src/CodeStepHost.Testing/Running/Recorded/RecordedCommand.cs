using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace CodeStepHost.Testing.Running;

/// <summary>A statement whose result was recorded.</summary>
internal sealed class RecordedCommand(RecordedEngine engine) : DbCommand
{
    [AllowNull]
    public override string CommandText { get; set; } = "";

    public override int CommandTimeout { get; set; }

    public override CommandType CommandType { get; set; } = CommandType.Text;

    public override bool DesignTimeVisible { get; set; }

    public override UpdateRowSource UpdatedRowSource { get; set; }

    protected override DbConnection? DbConnection { get; set; }

    protected override DbParameterCollection DbParameterCollection { get; } = new RecordedParameters();

    protected override DbTransaction? DbTransaction { get; set; }

    public override void Cancel()
    {
        // It is over at once.
    }

    public override int ExecuteNonQuery() => engine.Take(CommandText).Affected;

    public override object? ExecuteScalar() => throw new NotSupportedException();

    public override void Prepare()
    {
        // There is nothing to prepare.
    }

    protected override DbParameter CreateDbParameter() => new RecordedParameter();

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior)
    {
        var result = engine.Take(CommandText);
        if (result.Outputs is not { } outputs)
            return new RecordedReader(result.Rows, result.Affected);
        if (engine.GivesOutputsAsRow)
            return new RecordedReader([outputs], result.Affected);
        foreach (var parameter in DbParameterCollection.Cast<DbParameter>().Where(parameter => parameter.Direction != ParameterDirection.Input))
            parameter.Value = outputs.TryGetProperty(parameter.ParameterName.TrimStart('@'), out var value) ? ValueOf(value) : DBNull.Value;
        return new RecordedReader(result.Rows, result.Affected);
    }

    private static object ValueOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetDecimal(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => DBNull.Value,
        _ => value.GetRawText(),
    };
}

/// <summary>A parameter that is only shown.</summary>
internal sealed class RecordedParameter : DbParameter
{
    public override DbType DbType { get; set; }

    public override ParameterDirection Direction { get; set; } = ParameterDirection.Input;

    public override bool IsNullable { get; set; }

    [AllowNull]
    public override string ParameterName { get; set; } = "";

    public override int Size { get; set; }

    [AllowNull]
    public override string SourceColumn { get; set; } = "";

    public override bool SourceColumnNullMapping { get; set; }

    public override object? Value { get; set; }

    public override void ResetDbType()
    {
        // It has none.
    }
}
