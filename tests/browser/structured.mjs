// Structured data of articles by structured-data-testing-tool, which knows what search engines and Facebook ask for.
//
// Usage: node structured.mjs SITE

import { createRequire } from 'node:module';
import { open, tally } from './site.mjs';

const require = createRequire(import.meta.url);
const { structuredDataTest } = require('structured-data-testing-tool');
const { Facebook, Google } = require('structured-data-testing-tool/presets');

/// The first part of the address, and the type that its pages have. Its rules for X are left out: they ask for tags of
/// X's own, where X reads those of Open Graph.
const TYPES = { news: 'NewsArticle', research: 'ScholarlyArticle', guides: 'Article', questions: 'Article' };

const site = open(process.argv[2]);
const result = tally('structured');
const seen = new Set();
await Promise.all(site.pages.map(page));
for (const folder of Object.keys(TYPES)) result.check(seen.has(folder), `no page of ${folder} was looked at`);
result.end();

async function page(name) {
  const folder = name.split('/').at(-3);
  const schema = TYPES[folder];
  const html = site.text(name);
  // Lists, and plain pages among the others, are no articles.
  if (schema === undefined || !html.includes('<meta property="og:type" content="article">')) return;
  seen.add(folder);
  const options = { presets: [Google, Facebook], schemas: [schema] };
  // It rejects with the result when something failed.
  const read = await structuredDataTest(html, options).catch((error) => error.res ?? Promise.reject(error));
  result.check(read.schemas[0] === schema, `${name}: is ${read.schemas}, not ${schema} first`);
  result.check(read.passed.length > 10, `${name}: only ${read.passed.length} tests passed`);
  const failed = read.failed.map((test) => `${test.test}: ${test.error?.message ?? test.description}`);
  result.check(failed.length === 0, `${name}: ${failed.join('; ')}`);
}
