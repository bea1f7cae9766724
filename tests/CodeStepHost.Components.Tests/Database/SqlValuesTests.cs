using System.Globalization;
using System.Text.Json;
using CodeStepHost.Components.Database;

namespace CodeStepHost.Components.Tests.Database;

public class SqlValuesTests
{
    [Theory]
    [InlineData("null", "null")]
    [InlineData("true", "Boolean True")]
    [InlineData("42", "Int64 42")]
    [InlineData("-9223372036854775808", "Int64 -9223372036854775808")]
    [InlineData("9223372036854775808", "Decimal 9223372036854775808")]
    [InlineData("123456789012345678901234567890123", "String 123456789012345678901234567890123")]
    [InlineData("0.1", "Decimal 0.1")]
    [InlineData("12.10", "Decimal 12.10")]
    [InlineData("1e3", "Decimal 1000")]
    [InlineData("1e-40", "Double 1E-40")]
    [InlineData("1e300", "Double 1E+300")]
    [InlineData("\"x'; drop table t; --\"", "String x'; drop table t; --")]
    [InlineData("\"42\"", "String 42")]
    [InlineData("{\"a\": [1]}", "JsonText JsonText { Text = {\"a\": [1]}, IsArray = False }")]
    [InlineData("[1, 2]", "JsonText JsonText { Text = [1, 2], IsArray = True }")]
    [InlineData("{\"type\": \"Buffer\", \"data\": [0, 255]}", "Byte[] 00FF")]
    [InlineData("{\"type\": \"Buffer\", \"data\": [0, 256]}", "JsonText JsonText { Text = {\"type\": \"Buffer\", \"data\": [0, 256]}, IsArray = False }")]
    public void A_value_without_a_type_is_bound_as_it_is(string json, string expected) => Assert.Equal(expected, Bound(json, null));

    [Theory]
    [InlineData("string", "5", "String 5")]
    [InlineData("string", "1.50", "String 1.50")]
    [InlineData("string", "true", "String true")]
    [InlineData("string", "{\"a\":1}", "String {\"a\":1}")]
    [InlineData("boolean", "\"true\"", "Boolean True")]
    [InlineData("boolean", "0", "Boolean False")]
    [InlineData("boolean", "\"yes\"", "is a text that is not a boolean")]
    [InlineData("number", "\"42\"", "Int64 42")]
    [InlineData("number", "\"1.5\"", "Decimal 1.5")]
    [InlineData("number", "\"\"", "is a text that is not a number")]
    [InlineData("number", "\"1 or 1=1\"", "is a text that is not a number")]
    [InlineData("number", "\"1e999\"", "is a text that is not a number")]
    [InlineData("number", "true", "is not a number")]
    [InlineData("number", "{}", "is an object, not a number")]
    [InlineData("bigint", "9007199254740993", "Int64 9007199254740993")]
    [InlineData("bigint", "\"18446744073709551615\"", "Decimal 18446744073709551615")]
    [InlineData("bigint", "1.5", "is not a whole number")]
    [InlineData("float", "1", "Double 1")]
    [InlineData("real", "\"2.5\"", "Double 2.5")]
    [InlineData("date", "\"2026-02-28\"", "DateOnly 02/28/2026")]
    [InlineData("date", "\"2026-02-28T23:30:00+02:00\"", "DateTime 02/28/2026 21:30:00")]
    [InlineData("date", "\"2026-02-28T23:30:00\"", "DateTime 02/28/2026 23:30:00")]
    [InlineData("date", "0", "DateTime 01/01/1970 00:00:00")]
    [InlineData("date", "\"28.02.2026\"", "is a text that is not a date in ISO 8601")]
    [InlineData("date", "\"2026-02-30\"", "is a text that is not a date in ISO 8601")]
    [InlineData("date", "[]", "is an array, not a date in ISO 8601")]
    [InlineData("number", "null", "null")]
    [InlineData("binary", "\"AAH/\"", "Byte[] 0001FF")]
    [InlineData("binary", "{\"type\": \"Buffer\", \"data\": [0, 255]}", "Byte[] 00FF")]
    [InlineData("binary", "\"not base64\"", "is a text that is not base64")]
    public void A_value_with_a_type_is_bound_as_that_type_or_refused_without_being_shown(string type, string json, string expected) =>
        Assert.Equal(expected, Bound(json, Enum.Parse<SqlType>(type, ignoreCase: true)));

    private static string Bound(string json, SqlType? type)
    {
        using var document = JsonDocument.Parse(json);
        try
        {
            return SqlValues.Of(document.RootElement, type) is { } value
                ? string.Create(CultureInfo.InvariantCulture, $"{value.GetType().Name} {(value is byte[] bytes ? Convert.ToHexString(bytes) : value)}")
                : "null";
        }
        catch (FormatException exception)
        {
            return exception.Message;
        }
    }
}
