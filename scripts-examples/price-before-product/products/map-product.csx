// A supplier's product as the shop keeps it.

record SupplierProduct(string? Sku, string? Title, string? Category, decimal? WeightGrams);

object Run(Message msg, Config cfg)
{
    var product = msg.BodyAs<SupplierProduct>();
    if (string.IsNullOrWhiteSpace(product.Sku))
        throw new ArgumentException($"product \"{product.Title}\" has no sku");

    return new
    {
        sku = product.Sku.Trim().ToUpperInvariant(),
        name = product.Title ?? product.Sku,
        category = product.Category ?? cfg.GetString("defaultCategory"),
        weight = product.WeightGrams / 1000,
    };
}
