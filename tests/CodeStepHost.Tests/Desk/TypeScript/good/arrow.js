/** @type {Step} */
const run = async (msg) => {
  await emitter.emit('data', { body: msg.body });
};
