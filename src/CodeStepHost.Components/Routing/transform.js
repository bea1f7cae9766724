// transform: what the expression gives becomes the message's body; the rest of the message stays as it is.

const { evaluate } = require('codestep:expressions');

async function run(msg, cfg) {
  const body = evaluate(cfg.expressions, 0, msg, this.getFlowVariables());
  if (body === undefined) {
    this.logger.warn('the expression gives nothing: the message ends here');
    return;
  }
  await this.emit('data', { ...msg, id: undefined, body });
}
