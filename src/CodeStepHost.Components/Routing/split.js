// split: the first expression gives the elements, the others what each message keeps of the one that is split.

const { evaluate } = require('codestep:expressions');

async function run(msg, cfg) {
  const variables = this.getFlowVariables();
  const found = evaluate(cfg.expressions, 0, msg, variables);
  const elements = Array.isArray(found) ? found : found === undefined ? [] : [found];
  if (elements.length === 0) {
    this.logger.debug('`each` gives no elements: the message ends here');
    return;
  }

  const kept = {};
  for (let number = 1; number < cfg.expressions.length; number++) {
    const value = evaluate(cfg.expressions, number, msg, variables);
    if (value !== undefined) kept[cfg.names[number - 1]] = value;
  }

  for (let index = 0; index < elements.length; index++) {
    const headers = { ...msg.headers, splitId: msg.id, splitIndex: index, splitTotal: elements.length };
    await this.emit('data', { ...msg, id: undefined, headers, body: bodyOf(elements[index], kept, cfg) });
  }
}

function bodyOf(element, kept, cfg) {
  if (cfg.as) return { ...kept, [cfg.as]: element };
  if (cfg.names.length === 0) return element;
  if (element === null || typeof element !== 'object' || Array.isArray(element)) {
    const error = new Error('`keep` needs objects to put its members into, and an element is none; name a member for the element with `as`');
    throw Object.assign(error, { name: 'SplitError', code: 'split.element' });
  }
  return { ...element, ...kept };
}
