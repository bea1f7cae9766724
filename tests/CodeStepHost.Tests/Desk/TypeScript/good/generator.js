/** @type {Step} */
function* run(msg) {
  yield this.emit('data', { body: msg.body });
}
