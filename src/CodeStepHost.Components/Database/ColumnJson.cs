using System.Globalization;
using System.Text.Json;

namespace CodeStepHost.Components.Database;

/// <summary>
/// Writes a column's value as JSON: what JSON has no number for (infinity) as null, bytes as base64, moments in ISO 8601, and everything
/// that JSON does not know as the text that its engine has for it.
/// </summary>
internal static class ColumnJson
{
    /// <summary>Up to this many decimal digits a JavaScript number gives back as they were.</summary>
    private const int DigitsOfANumber = 15;

    /// <summary>The largest whole number up to which a JavaScript number holds every one: <c>Number.MAX_SAFE_INTEGER</c>.</summary>
    private const long LargestWhole = (1L << 53) - 1;

    public static void Write(Utf8JsonWriter writer, object value)
    {
        switch (value)
        {
            case DBNull:
                writer.WriteNullValue();
                break;
            case long or int or short or byte or sbyte or ushort or uint or ulong or decimal:
                WriteNumber(writer, Convert.ToString(value, CultureInfo.InvariantCulture)!);
                break;
            case float real:
                WriteReal(writer, double.Parse(real.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
                break;
            case double real:
                WriteReal(writer, real);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case byte[] blob:
                writer.WriteBase64StringValue(blob);
                break;
            case DateTime moment:
                writer.WriteStringValue(Moment(moment));
                break;
            case DateTimeOffset moment:
                writer.WriteStringValue(Moment(moment));
                break;
            case DateOnly day:
                writer.WriteStringValue(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            case TimeSpan time:
                writer.WriteStringValue(time.ToString(time.Ticks % TimeSpan.TicksPerSecond == 0 ? "c" : "g", CultureInfo.InvariantCulture));
                break;
            default:
                writer.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    /// <summary>
    /// A number of decimal digits: as a number where JavaScript keeps every digit of it, as a text otherwise, because a script would
    /// silently work with another number.
    /// </summary>
    public static void WriteNumber(Utf8JsonWriter writer, string digits)
    {
        if (IsKept(digits))
            writer.WriteRawValue(digits);
        else
            writer.WriteStringValue(digits);
    }

    public static void WriteReal(Utf8JsonWriter writer, double real)
    {
        if (double.IsFinite(real))
            writer.WriteNumberValue(real);
        else
            writer.WriteNullValue();
    }

    /// <summary>With milliseconds, as JavaScript writes it, and more digits where there are more; without a zone when the column has none.</summary>
    public static string Moment(DateTime moment) =>
        moment.ToString($"yyyy-MM-ddTHH:mm:ss{Fraction(moment.Ticks)}{(moment.Kind == DateTimeKind.Utc ? "Z" : "")}", CultureInfo.InvariantCulture);

    /// <inheritdoc cref="Moment(DateTime)"/>
    public static string Moment(DateTimeOffset moment) => moment.Offset == TimeSpan.Zero
        ? Moment(moment.UtcDateTime)
        : moment.ToString($"yyyy-MM-ddTHH:mm:ss{Fraction(moment.Ticks)}zzz", CultureInfo.InvariantCulture);

    private static string Fraction(long ticks) => ticks % TimeSpan.TicksPerMillisecond == 0 ? ".fff" : ".FFFFFFF";

    private static bool IsKept(string digits)
    {
        if (long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
            return Math.Abs((decimal)whole) <= LargestWhole;
        var significant = digits.Where(char.IsAsciiDigit).SkipWhile(digit => digit == '0').ToArray().AsSpan().TrimEnd('0');
        return significant.Length <= DigitsOfANumber && double.IsFinite(double.Parse(digits, CultureInfo.InvariantCulture)) && digits.Length <= 300;
    }
}
