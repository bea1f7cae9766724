// The Error-Handling step: one line in the shop's notices for each message that failed.
// The error stays on the list for a person; emit('handled') would close it.
/** @type {Step} */
async function run(msg) {
  const { error, errorInput } = msg.body;
  this.logger.warn('%s failed: %s', error.step, error.message);
  await this.emit('data', {
    body: {
      step: error.step,
      problem: error.cause ? `${error.message}: ${error.cause.message}` : error.message,
      record: JSON.stringify(errorInput.body),
    },
  });
}
