/** @type {Step} */
async function run(msg) {
  this.logger.info('order %s over %d is booked', msg.body.number, msg.body.total);
}
