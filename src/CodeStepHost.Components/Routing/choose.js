// filter and route: emits the numbers of the conditions that are true. The message itself stays with the host, which passes it on as it came.

const { isTrue } = require('codestep:expressions');

async function run(msg, cfg) {
  const variables = this.getFlowVariables();
  const chosen = [];
  for (let number = 0; number < cfg.expressions.length; number++) {
    if (!isTrue(cfg.expressions, number, msg, variables)) continue;
    chosen.push(number);
    if (!cfg.all) break;
  }
  await this.emit('data', { body: chosen });
}
