using System.Collections;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace CodeStepHost.Testing.Running;

/// <summary>Reads recorded rows: their values are the JSON that the test has. The columns are those that any row has, in the order in which they come first.</summary>
internal sealed class RecordedReader(IReadOnlyList<JsonElement> rows, int affected) : DbDataReader
{
    private readonly List<string> _columns = [.. rows.SelectMany(row => row.EnumerateObject().Select(column => column.Name)).Distinct(StringComparer.Ordinal)];
    private int _at = -1;
    private bool _isClosed;

    public override int Depth => 0;

    public override int FieldCount => _columns.Count;

    public override bool HasRows => rows.Count > 0;

    public override bool IsClosed => _isClosed;

    public override int RecordsAffected => affected;

    public override object this[int ordinal] => GetValue(ordinal);

    public override object this[string name] => GetValue(GetOrdinal(name));

    public override bool Read() => ++_at < rows.Count;

    public override bool NextResult() => false;

    public override void Close() => _isClosed = true;

    public override string GetName(int ordinal) => _columns[ordinal];

    public override int GetOrdinal(string name) => _columns.IndexOf(name);

    public override object GetValue(int ordinal) => rows[_at].TryGetProperty(_columns[ordinal], out var value) ? value : DBNull.Value;

    public override bool IsDBNull(int ordinal) => GetValue(ordinal) is DBNull or JsonElement { ValueKind: JsonValueKind.Null };

    public override IEnumerator GetEnumerator() => throw new NotSupportedException();

    public override int GetValues(object[] values) => throw new NotSupportedException();

    public override string GetDataTypeName(int ordinal) => "";

    [return: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties)]
    public override Type GetFieldType(int ordinal) => typeof(object);

    public override bool GetBoolean(int ordinal) => throw new NotSupportedException();

    public override byte GetByte(int ordinal) => throw new NotSupportedException();

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) => throw new NotSupportedException();

    public override char GetChar(int ordinal) => throw new NotSupportedException();

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) => throw new NotSupportedException();

    public override DateTime GetDateTime(int ordinal) => throw new NotSupportedException();

    public override decimal GetDecimal(int ordinal) => throw new NotSupportedException();

    public override double GetDouble(int ordinal) => throw new NotSupportedException();

    public override float GetFloat(int ordinal) => throw new NotSupportedException();

    public override Guid GetGuid(int ordinal) => throw new NotSupportedException();

    public override short GetInt16(int ordinal) => throw new NotSupportedException();

    public override int GetInt32(int ordinal) => throw new NotSupportedException();

    public override long GetInt64(int ordinal) => throw new NotSupportedException();

    public override string GetString(int ordinal) => throw new NotSupportedException();
}
