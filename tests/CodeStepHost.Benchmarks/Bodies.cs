using System.Text.Json;

namespace CodeStepHost.Benchmarks;

/// <summary>The messages that pass: the same shapes that the peer's bench sends.</summary>
internal static class Bodies
{
    /// <summary>An order of about <paramref name="size"/> bytes; for the mapping, one of 50 lines.</summary>
    public static byte[] Message(string script, int size) =>
        JsonSerializer.SerializeToUtf8Bytes(new { body = script == "map" ? OrderToMap() : Order(size), headers = new { } });

    private static object OrderToMap() => new
    {
        id = "o-1",
        items = Enumerable.Range(0, 50).Select(i => new { sku = $"sku-{i}", qty = i % 7, price = 9.99 + i, desc = $"line item description {i}" }).ToArray(),
    };

    private static object Order(int size)
    {
        for (var lines = 0; ; lines++)
        {
            object order = new
            {
                id = 12345,
                customer = new { name = "Jane Doe", email = "jane@example.com", address = new { street = "Main 1", city = "Bonn", zip = "53111" } },
                items = Enumerable.Range(0, lines).Select(i => new { sku = $"SKU-{i}", qty = 2, price = 19.99, name = "Widget" }).ToArray(),
            };
            if (JsonSerializer.SerializeToUtf8Bytes(order).Length >= size - 60)
                return order;
        }
    }
}
