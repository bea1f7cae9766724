// Is the price's product in the shop? If not yet, the price comes back later: a rebound requeues this
// message into this step, and nothing else.
/** @type {Step} */
async function run(msg, cfg, snapshot) {
  const price = msg.body;
  const answer = await fetch(cfg.shop, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sku: price.sku }),
  });
  if (!answer.ok) {
    throw new Error(`the shop answered ${answer.status} when asked for ${price.sku}`);
  }

  const product = await answer.json();
  if (!product.sku) {
    await this.emit('rebound', `product ${price.sku} is not in the shop yet`);
    return;
  }

  await this.emit('data', { body: price });
}
