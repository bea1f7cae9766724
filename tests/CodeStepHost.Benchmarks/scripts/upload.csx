record Item(string Sku, int Qty, decimal Price, string? Desc);
record Order(string Id, List<Item> Items);

async Task Run(Message msg, Config cfg)
{
    var order = msg.BodyAs<Order>();
    var lines = order.Items
        .Where(item => item.Qty > 0)
        .OrderBy(item => item.Sku, StringComparer.Ordinal)
        .Select(item => new { item.Sku, item.Qty, total = item.Qty * item.Price, text = Regex.Replace(item.Desc ?? "", @"\s+", " ") })
        .ToList();
    if (lines.Count == 0)
        throw new ScriptException($"order {order.Id} has no lines", code: "order.empty");
    await Emitter.Data(new Message(new { order.Id, lines, total = lines.Sum(line => line.total), currency = cfg.Get("currency", "EUR") }));
}
