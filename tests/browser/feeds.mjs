// Every JSON feed of the built site by its schema, every sitemap by its own, and every feed and sitemap as XML at all.
//
// Usage: node feeds.mjs SITE

import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import schema from 'jsonfeed-schema/v1.1.js';
import { open, tally } from './site.mjs';

const site = open(process.argv[2]);
const result = tally('feeds by their schemas');

jsonFeeds();
sitemaps();
wellFormed();
result.end();

function jsonFeeds() {
  const ajv = new Ajv({ allErrors: true });
  addFormats(ajv);
  const holds = ajv.compile(schema);
  const feeds = site.names.filter((name) => name.endsWith('feed.json'));
  result.check(feeds.length > 10, `only ${feeds.length} JSON feeds`);
  for (const name of feeds) {
    result.check(holds(JSON.parse(site.text(name))), `${name}: ${ajv.errorsText(holds.errors)}`);
  }
}

function sitemaps() {
  const names = site.names.filter((name) => /^sitemap.*\.xml$/.test(name));
  result.check(names.includes('sitemap.xml') && names.includes('sitemap-news.xml'), `sitemaps are ${names}`);
  for (const name of names) {
    const told = xmllint(['--schema', fileURLToPath(new URL('sitemaps.xsd', import.meta.url))], name);
    result.check(told === '', told);
    const sorts = site.text('robots.txt').split('\n').filter((line) => line.startsWith('Sitemap: '));
    result.check(sorts.some((line) => line.endsWith(`/${name}`)), `robots.txt does not name ${name}`);
  }
}

function wellFormed() {
  const names = site.names.filter((name) => name.endsWith('.xml'));
  result.check(names.length > 20, `only ${names.length} feeds and sitemaps`);
  for (const name of names) {
    const told = xmllint([], name);
    result.check(told === '', told);
  }
}

/// What the validator has to say of a file that is not right.
function xmllint(how, name) {
  const ran = spawnSync('xmllint', ['--noout', '--nonet', ...how, path.join(site.folder, name)], { encoding: 'utf8' });
  if (ran.error) throw new Error(`xmllint does not run: ${ran.error}`);
  return ran.status === 0 ? '' : `${name}: ${ran.stderr.trim()}`;
}
