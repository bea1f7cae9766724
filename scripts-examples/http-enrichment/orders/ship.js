/** @type {Step} */
async function run(msg) {
  const { order, quantity, customer } = msg.body;
  this.logger.info('%s: %d for %s in %s', order, quantity, customer.name, customer.city);
}
