using System.Globalization;
using System.Text.Json;
using Npgsql.PostgresTypes;

namespace CodeStepHost.Components.Database.Engines;

/// <summary>Writes as JSON what PostgreSQL gives as text, by the value's type.</summary>
internal static class PostgresText
{
    /// <summary>Object identifiers of PostgreSQL's own types, as its catalog <c>pg_type</c> has them for ever.</summary>
    private static class Oid
    {
        public const uint Bool = 16;
        public const uint Bytea = 17;
        public const uint Int8 = 20;
        public const uint Int2 = 21;
        public const uint Int4 = 23;
        public const uint Object = 26;
        public const uint Json = 114;
        public const uint Float4 = 700;
        public const uint Float8 = 701;
        public const uint Timestamp = 1114;
        public const uint TimestampTz = 1184;
        public const uint Numeric = 1700;
        public const uint Jsonb = 3802;
    }

    public static void Write(Utf8JsonWriter writer, PostgresType type, string text)
    {
        if (type is PostgresArrayType array)
            PostgresArray.Write(writer, text, element => WriteOne(writer, array.Element.OID, element));
        else
            WriteOne(writer, type.OID, text);
    }

    private static void WriteOne(Utf8JsonWriter writer, uint type, string text)
    {
        switch (type)
        {
            case Oid.Bool:
                writer.WriteBooleanValue(text == "t");
                break;
            case Oid.Int2 or Oid.Int4 or Oid.Int8 or Oid.Object:
                ColumnJson.WriteNumber(writer, text);
                break;
            case Oid.Numeric when char.IsAsciiDigit(text[^1]):
                ColumnJson.WriteNumber(writer, text);
                break;
            case Oid.Float4 or Oid.Float8 or Oid.Numeric:
                ColumnJson.WriteReal(writer, double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) ? real : double.NaN);
                break;
            case Oid.Json or Oid.Jsonb:
                writer.WriteRawValue(text);
                break;
            case Oid.Bytea when text.StartsWith("\\x", StringComparison.Ordinal):
                writer.WriteBase64StringValue(Convert.FromHexString(text.AsSpan(2)));
                break;
            case Oid.Timestamp when DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment):
                writer.WriteStringValue(ColumnJson.Moment(moment));
                break;
            case Oid.TimestampTz when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment):
                writer.WriteStringValue(ColumnJson.Moment(moment));
                break;
            default:
                writer.WriteStringValue(text);
                break;
        }
    }
}
