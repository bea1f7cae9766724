async function run(msg) {
  const { order, line, customer, quantity, sku, total } = msg.body;
  this.logger.info('%s line %d for %s: %d x %s = %d', order, line, customer, quantity, sku, total);
}
