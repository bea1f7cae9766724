/** @type {Step} */
function run(msg) {
  const step = this;
  setTimeout(() => step.emit('data', { body: msg.body }), 5);
}
