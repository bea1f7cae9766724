function run(msg) {
  const left = msg.body.results.map(row => row.customer);
  this.logger.info('carts left: %s', left.join(', '));
}
