function run(msg) {
  const { former, price } = msg.body.out;
  const { sku } = msg.passthrough['raise-file'].body;
  this.logger.info('%s: %s is %s now', sku, former.toFixed(2), price.toFixed(2));
}
