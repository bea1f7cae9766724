/** @type {Step} */
exports.process = async function (msg) {
  await this.emit('rebond', 'later'); // TS2769
  return msg.bodi; // TS2339
};
