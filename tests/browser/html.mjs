// Every page, style sheet and drawing of the built site by the Nu Html Checker, every page by html-validate too.
// Whatever either of them says, warnings and remarks included, is a failure; none is filtered.
//
// Usage: node html.mjs SITE

import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { FileSystemConfigLoader, HtmlValidate } from 'html-validate';
import vnu from 'vnu-jar';
import { open, tally } from './site.mjs';

const site = open(process.argv[2]);
const result = tally('html');

check('.html', '--html');
check('.css', '--css');
check('.svg', '--svg');
await validate();
result.end();

/// Gives all files of one kind to the checker at once: starting it is what takes long.
function check(extension, kind) {
  const names = site.names.filter((name) => name.endsWith(extension));
  result.check(names.length > 0, `there is no ${extension}`);
  const left = new Map(names.map((name) => [path.resolve(site.folder, name), []]));
  const jar = ['-jar', String(vnu), kind, '--format', 'json', '--exit-zero-always', '--stdout', ...left.keys()];
  const ran = spawnSync('java', jar, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (ran.status !== 0) throw new Error(`the Nu Html Checker does not run: ${ran.error ?? ran.stderr}`);
  for (const message of JSON.parse(ran.stdout).messages) {
    // A message of no file, or of one that was not asked for, ends the test here.
    left.get(fileURLToPath(message.url)).push(`line ${message.lastLine}: ${message.message}`);
  }
  for (const [file, told] of left) {
    result.check(told.length === 0, `${path.relative(site.folder, file)}: ${told.slice(0, 5).join('; ')}`);
  }
}

async function validate() {
  const validator = new HtmlValidate(new FileSystemConfigLoader({ root: true, extends: ['html-validate:standard'] }));
  for (const name of site.names.filter((name) => name.endsWith('.html'))) {
    const report = await validator.validateString(site.text(name), name);
    const told = report.results.flatMap((file) => file.messages);
    const shown = told.map((message) => `${message.line}:${message.column} ${message.ruleId}: ${message.message}`);
    result.check(told.length === 0, `${name}: ${shown.slice(0, 5).join('; ')}`);
  }
}
