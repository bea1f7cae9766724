// The first question about a customer is answered with 429, later ones with the customer. The snapshot holds who was asked about.

const customers = require('./customers.json');
/** @type {Step} */
async function run(msg, cfg, snapshot) {
  const { id } = msg.body;
  if (!Object.hasOwn(customers, id)) {
    await this.emit('httpReply', { statusCode: 404, body: { error: 'unknown customer' } });
  } else if (!snapshot[id]) {
    await this.emit('updateSnapshot', { [id]: true });
    await this.emit('httpReply', { statusCode: 429, headers: { 'Retry-After': '1' }, body: { error: 'too many requests' } });
  } else {
    await this.emit('httpReply', { statusCode: 200, body: customers[id] });
  }
}
