// Makes bundles/*.js from entries/*.js and the packages of package-lock.json, and the texts of their licences.
// A bundle is a function of the host's abilities and of `load`, as the sandbox's own script files are; what it exports is the library.
//
//     npm ci && node build.mjs [folder for the results]
import { readFileSync, readdirSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import esbuild from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const results = process.argv[2] ?? here;
const bundles = join(results, 'bundles');

rmSync(bundles, { recursive: true, force: true });
mkdirSync(bundles, { recursive: true });

const { metafile } = await esbuild.build({
  absWorkingDir: here,
  entryPoints: readdirSync(join(here, 'entries')).filter((name) => name.endsWith('.js')).sort().map((name) => join('entries', name)),
  outdir: bundles,
  bundle: true,
  format: 'iife',
  globalName: 'library',
  platform: 'browser',
  target: 'es2022',
  // Names stay readable: they are seen in error messages. Comments and spaces only cost time to read.
  minifyWhitespace: true,
  lineLimit: 160,
  legalComments: 'none',
  metafile: true,
  inject: ['entries/shims/globals.js'],
  alias: {
    tr46: './entries/shims/tr46.js',
    punycode: './entries/shims/punycode.cjs',
    qs: './entries/shims/qs.cjs',
  },
  banner: { js: '// Made by build.mjs from the packages of package-lock.json; do not edit.\n(function (host, load) {' },
  footer: { js: 'return library.default; })' },
});

// The names below lodash/ that a script may require: one a line.
const lodash = (await import('lodash')).default;
const methods = readdirSync(join(here, 'node_modules', 'lodash'))
  .filter((name) => name.endsWith('.js'))
  .map((name) => name.slice(0, -3))
  .filter((name) => typeof lodash[name] === 'function' && lodash[name] !== lodash);
writeFileSync(join(bundles, 'lodash-methods.txt'), methods.sort().join('\n') + '\n');

// Every package that a bundle holds code of, with its licence.
const packages = new Set();
for (const input of Object.keys(metafile.inputs)) {
  const match = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
  if (match) packages.add(match[1]);
}
const notices = [...packages].sort().map((name) => {
  const folder = join(here, 'node_modules', name);
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)(\.|$)/i.test(entry));
  const text = file ? readFileSync(join(folder, file), 'utf8') : `${license}; the package carries no text of it.`;
  return `${'-'.repeat(80)}\n${name} ${version} (${license})\n${'-'.repeat(80)}\n\n${text.replace(/\r\n/g, '\n').replace(/[ \t]+$/gm, '').trim()}\n`;
});
writeFileSync(
  join(results, 'THIRD-PARTY-NOTICES.txt'),
  `Scripts of JavaScript steps can use these packages from npm; their code is part of CodeStepHost.Sandbox.\n\n${notices.join('\n')}`,
);
