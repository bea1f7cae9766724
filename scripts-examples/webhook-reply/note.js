/** @type {Step} */
async function run(msg) {
  const { item, quantity, total } = msg.body;
  this.logger.info('quoted %d x %s: %d EUR', quantity, item, total);
}
