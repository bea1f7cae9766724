// One page of the catalogue. The fourth call meets a maintenance window, as it happens to every API some day.

const catalogue = require('./catalogue.json');
/** @type {Step} */
async function run(msg, cfg, snapshot) {
  const calls = (snapshot.calls || 0) + 1;
  await this.emit('snapshot', { calls });
  if (calls === 4) {
    await this.emit('httpReply', { statusCode: 503, body: { error: 'maintenance' } });
    return;
  }

  const after = Number(msg.query.after || 0);
  const rest = catalogue.filter((product) => product.id > after);
  const products = rest.slice(0, cfg.pageSize);
  await this.emit('httpReply', { statusCode: 200, body: { products, more: rest.length > products.length } });
}
