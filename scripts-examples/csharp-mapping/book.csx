record Invoice(string Reference, string Recipient, decimal Net, decimal Tax, decimal Gross, DateOnly DueOn);

void Run(Message msg)
{
    var invoice = msg.BodyAs<Invoice>()!;
    Logger.Info($"{invoice.Reference} for {invoice.Recipient}: {invoice.Net:0.00} + {invoice.Tax:0.00} = {invoice.Gross:0.00}, due on {invoice.DueOn:yyyy-MM-dd}");
}
