// Gives the values of expressions to a step that does something else with them: of each a list with the value, or an empty one where there is none.

const { evaluate } = require('codestep:expressions');

async function run(msg, cfg) {
  const variables = this.getFlowVariables();
  const values = cfg.expressions.map((_, number) => {
    const value = evaluate(cfg.expressions, number, msg, variables);
    return value === undefined ? [] : [value];
  });
  await this.emit('data', { body: values });
}
