const TAX = 0.19;

async function run(msg) {
  const ordered = (msg.body.items || []).filter((line) => line.qty > 0);
  const items = ordered.map((line, index) => ({
    line: index + 1,
    sku: String(line.sku).toUpperCase(),
    qty: line.qty,
    net: +(line.qty * line.price).toFixed(2),
    vat: +(line.qty * line.price * TAX).toFixed(2),
  }));
  const total = items.reduce((sum, line) => sum + line.net + line.vat, 0);
  await this.emit('data', { body: { orderId: msg.body.id, count: items.length, total: +total.toFixed(2), items } });
}
