// Rewrites the lines that begin with "= " in node.txt with what Node gives. lodash is the one of the script libraries:
//
//     (cd src/CodeStepHost.Sandbox/JavaScript/libraries && npm ci) && TZ=UTC node tests/CodeStepHost.Sandbox.Tests/Cases/node-cases.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const libraries = fileURLToPath(new URL(process.env.LIBRARIES ?? '../../../src/CodeStepHost.Sandbox/JavaScript/libraries/', import.meta.url));
const require = createRequire(libraries + 'package.json');
const file = fileURLToPath(new URL('node.txt', import.meta.url));
const [head, show] = /--- show\n([\s\S]*?)\n--- end\n/.exec(readFileSync(file, 'utf8'));
const lodash = require('lodash');

const lines = [];
for (const line of readFileSync(file, 'utf8').split('\n')) {
  if (line.startsWith('= ')) continue;
  lines.push(line);
  if (!line.startsWith('> ')) continue;
  const run = new Function('require', '_', `${show}\nreturn shown(async () => (${line.slice(2)}));`);
  lines.push(`= ${await run(require, lodash)}`);
}
writeFileSync(file, lines.join('\n'));
