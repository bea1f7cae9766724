/** @type {Step} */
exports.process = async function (msg) {
  this.logger.info('%s: %d left', msg.body.sku, msg.body.quantity);
};
