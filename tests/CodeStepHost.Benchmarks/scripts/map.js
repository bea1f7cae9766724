const TAX = 0.19;

function cents(amount) {
  return +amount.toFixed(2);
}

async function run(msg) {
  const ordered = (msg.body.items || []).filter((item) => item.qty > 0);
  const items = ordered.map(({ sku, qty, price }, index) => ({
    line: index + 1,
    sku: String(sku).toUpperCase(),
    qty,
    net: cents(qty * price),
    vat: cents(qty * price * TAX),
  }));
  const total = items.reduce((sum, { net, vat }) => sum + net + vat, 0);
  await this.emit('data', { body: { orderId: msg.body.id, count: items.length, total: cents(total), items } });
}
