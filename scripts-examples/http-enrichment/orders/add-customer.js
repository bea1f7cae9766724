// Asks the customers' API about the customer of an order.
//
// Too many requests, or an API that is down for a moment, mean "not yet": a rebound parks this order, and the others go on.
// An unknown customer does not become known by waiting: that is an error, at once.

const NOT_YET = [408, 429, 502, 503, 504];
/** @type {Step} */
async function run(msg, cfg) {
  const order = msg.body;
  let answer;
  try {
    answer = await fetch(cfg.customers, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id: order.customer }),
      timeout: 5000,
    });
  } catch (error) {
    // No answer at all: ECONNREFUSED, ETIMEDOUT and the like. A host that `egress` does not list stays refused.
    if (error.code === 'egress.refused') throw error;
    await this.emit('rebound', error);
    return;
  }

  if (NOT_YET.includes(answer.status)) {
    await this.emit('rebound', `the customers' API answered ${answer.status} for ${order.customer}`);
    return;
  }
  if (answer.status === 404) {
    throw Object.assign(new Error(`there is no customer ${order.customer}`), { code: 'customer.unknown', statusCode: 404 });
  }
  if (!answer.ok) throw new Error(`the customers' API answered ${answer.status}: ${await answer.text()}`);

  const { name, city } = await answer.json();
  await this.emit('data', { body: { ...order, quantity: Number(order.quantity), customer: { id: order.customer, name, city } } });
}
