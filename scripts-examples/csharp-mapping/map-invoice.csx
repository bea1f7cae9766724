// The shop's order, as it comes. Names match without regard to case; what may be missing is nullable.
record Order(string Number, DateTimeOffset PlacedAt, Customer Customer, List<Line> Lines, string? Voucher);
record Customer(string Name, string? Company, string? Country);
record Line(string Sku, int Quantity, decimal UnitPrice, string? Tax);

// The invoice, as the books want it. It is written as JSON with camel-case names.
record Invoice(string Reference, string Recipient, string Country, DateOnly DueOn, List<Position> Positions, decimal Net, decimal Tax, decimal Gross);
record Position(int Number, string Text, decimal Net, decimal TaxRate);

record Settings(int DueInDays, Dictionary<string, decimal> TaxRates);

Invoice Run(Message msg, Config cfg)
{
    var order = msg.BodyAs<Order>()!;
    var settings = cfg.As<Settings>()!;

    var positions = order.Lines
        .Select((line, index) => new Position(
            Number: index + 1,
            Text: $"{line.Quantity} x {line.Sku}",
            Net: line.Quantity * line.UnitPrice,
            TaxRate: settings.TaxRates.TryGetValue(line.Tax ?? "standard", out var rate)
                ? rate
                : throw new ScriptException($"line {index + 1} has the tax rate \"{line.Tax}\", which nobody knows", code: "tax.unknown")))
        .ToList();

    // decimal, not double: 0.1 + 0.2 is 0.3 here, as the books expect.
    var net = positions.Sum(position => position.Net);
    var tax = positions.GroupBy(position => position.TaxRate).Sum(group => Math.Round(group.Key * group.Sum(position => position.Net), 2, MidpointRounding.AwayFromZero));

    return new Invoice(
        Reference: $"R-{order.Number}",
        Recipient: order.Customer.Company ?? order.Customer.Name,
        Country: order.Customer.Country ?? "DE",
        DueOn: DateOnly.FromDateTime(order.PlacedAt.UtcDateTime).AddDays(settings.DueInDays),
        positions,
        net,
        tax,
        Gross: net + tax);
}
