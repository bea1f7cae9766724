/** @type {Step} */
async function run(msg) {
  this.logger.info('%s over %d EUR', msg.body.id, msg.body.total);
}
