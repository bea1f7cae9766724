const { round } = require('./lib/money');
const rates = require('./lib/rates.json');
const assert = require('assert');

/** @type {Step} */
async function run(msg, cfg, snapshot) {
  const { sku, price } = msg.body;
  if (!sku) {
    await this.emit('rebound');
    await this.emit('rebound', new Error('later'));
    return;
  }
  assert.ok(price > 0, 'a price');
  this.logger.info('%s: %d', sku, round(price * (1 + rates.vat)));
  await this.emit('data', messages.newMessageWithBody({ sku }));
  await this.emit('data', { ...msg, body: { sku }, id: sku });
  await this.emit('error', 'text');
  await this.emit('error', { message: 'said', code: 5 });
  await this.emit('snapshot', { seen: (snapshot.seen || 0) + 1 });
  await this.emit('updateSnapshot', { seen: 1 });
  await this.emit('httpReply', { statusCode: 200, body: 'ok', headers: { 'x-a': 'b' } });
  const event = cfg.loud ? 'data' : 'snapshot';
  await this.emit(event, { body: {} });
  return { any: 'value' };
}
