// Throws what is wrong with an order. A code tells the Error-Handling step, and a person, what kind of error it is.

const failure = (code, message) => Object.assign(new Error(message), { code });
/** @type {Step} */
async function run(msg, cfg, snapshot) {
  const order = msg.body;
  if (order.number === snapshot.last) throw failure('order.duplicate', `order ${order.number} was sent twice`);

  const total = order.lines.reduce((sum, line) => sum + line.quantity * line.price, 0);
  if (total > cfg.mostTotal) throw failure('order.limit', `order ${order.number} over ${total} needs an approval`);

  await this.emit('snapshot', { last: order.number });
  await this.emit('data', { body: { number: order.number, total } });
}
