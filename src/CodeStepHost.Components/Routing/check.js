// Says of each expression whether it can be read: for `codestep validate` and `deploy`.

const { problemOf } = require('codestep:expressions');

async function run(msg, cfg) {
  await this.emit('data', { body: cfg.expressions.map(problemOf) });
}
