// The Error-Handling step: its message holds the error, and the message that failed.
//
// - A duplicate needs nobody: the error is closed.
// - An order over the limit is the sales team's: it is told, and the error is closed, because the team deals with it.
// - Anything else is unexpected: somebody is told, and the error stays open, to be looked at and retried.
/** @type {Step} */
async function run(msg, cfg) {
  const { error, errorInput } = msg.body;
  if (error.code === 'order.duplicate') {
    await this.emit('handled');
    return;
  }

  const answer = await fetch(cfg.chat, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      channel: error.code === 'order.limit' ? 'sales' : 'operations',
      text: `${error.step}: ${error.message}`,
      order: errorInput.body.number,
    }),
  });
  if (!answer.ok) {
    // Parks this notice and nothing else: the order that failed is not touched.
    await this.emit('rebound', `the chat answered ${answer.status}`);
    return;
  }

  if (error.code === 'order.limit') await this.emit('handled');
}
