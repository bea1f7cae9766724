// What the original does for each message: parse it, make a new vm context with the globals of a step, run the script's text in it, call run, write what came out.
const vm = require('vm');
let lodash = {};
try {
  lodash = require(process.env.LODASH || 'lodash');
} catch {
  // Without it the script that uses it is not measured.
}
const { script, body, messages } = JSON.parse(require('fs').readFileSync(0, 'utf8'));

async function one() {
  const msg = JSON.parse(body);
  let out;
  const emitter = { emit: async (event, value) => { out = JSON.stringify(value); }, logger: console };
  const context = vm.createContext({
    _: lodash, console: { log: () => {} }, process, require, Buffer, URL, URLSearchParams, setTimeout, clearTimeout, setInterval, clearInterval,
    msg, emitter, exports: {}, module: {}, wait: (ms) => new Promise((done) => setTimeout(done, ms)),
    messages: { newMessageWithBody: (value) => ({ body: value, headers: {} }), newEmptyMessage: () => ({ body: {}, headers: {} }) },
  });
  vm.runInContext(script, context);
  const returned = await context.run.call(emitter, msg, {}, {});
  if (returned) await emitter.emit('data', { body: returned, headers: {} });
  return out;
}

(async () => {
  for (let i = 0; i < 200; i++) await one();
  const started = process.hrtime.bigint();
  for (let i = 0; i < messages; i++) await one();
  console.log(Number(process.hrtime.bigint() - started) / 1000 / messages);
})().catch(() => process.exit(1));
