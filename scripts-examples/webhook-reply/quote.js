// Answers POST {"item", "quantity"}. `httpReply` goes out at once; what is emitted as data goes on when the step has committed.
/** @type {Step} */
async function run(msg, cfg) {
  const { item, quantity } = msg.body;
  if (!Number.isInteger(quantity) || quantity < 1) {
    // The caller's mistake, and his to correct: no error on our list.
    await this.emit('httpReply', { statusCode: 400, body: { error: 'quantity must be a whole number from 1' } });
    return;
  }
  if (!Object.hasOwn(cfg.prices, item)) {
    await this.emit('httpReply', { statusCode: 404, body: { error: `there is no item "${item}"`, items: Object.keys(cfg.prices) } });
    return;
  }
  if (quantity > 1000) throw new Error(`nobody has ${quantity} of ${item}`);

  const quote = { id: crypto.randomUUID(), item, quantity, total: quantity * cfg.prices[item] };
  await this.emit('httpReply', { statusCode: 200, headers: { 'X-Quote-Id': quote.id }, body: quote });
  await this.emit('data', { body: quote });
}
