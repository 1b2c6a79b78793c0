// The screenshots of the README: of the built example site, and of the desk of its preview.
//
// Usage: node shots.mjs SITE FOLDER BULLETIN

import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch } from './browser.mjs';
import { comesTrue, start } from './live.mjs';
import { open, serve } from './site.mjs';

const SHOTS = [
  { name: 'home.png', at: '', height: 1400 },
  { name: 'guide.png', at: 'guides/asthma-inhaler-spacer/', height: 1400 },
];
const VACCINES = encodeURIComponent('content/news/2026-11-03-winter-vaccines.md');
const DESK = [
  { name: 'desk.png', at: '_desk/', height: 900 },
  { name: 'desk-page.png', at: `_desk/page/?source=${VACCINES}`, height: 1000, part: '#networks' },
];

const [folder, into, bulletin] = process.argv.slice(2);
const site = open(folder);
const server = await serve(site);
const preview = await start(bulletin, fileURLToPath(new URL('../../example-site', import.meta.url)), 0);
const browser = await launch();
try {
  const tab = await browser.tab();
  for (const { name, at, height } of SHOTS) {
    await tab.setViewport({ width: 1280, height });
    await tab.goto(`${server.origin}${site.base.pathname}${at}`, { waitUntil: 'networkidle0' });
    await tab.evaluate(() => document.fonts.ready);
    await tab.screenshot({ path: path.join(into, name) });
  }
  for (const { name, at, height, part } of DESK) {
    await tab.setViewport({ width: 1280, height });
    await tab.goto((at.startsWith('_desk/') ? preview.desk : preview.address) + at, { waitUntil: 'load' });
    await comesTrue(tab, () => !document.querySelector('.looking'));
    if (part) await tab.evaluate((part) => document.querySelector(part).scrollIntoView(), part);
    await comesTrue(tab, () => [...document.images].every((image) => image.complete || image.getBoundingClientRect().top > innerHeight));
    await tab.screenshot({ path: path.join(into, name) });
  }
} finally {
  await browser.close();
  preview.child.kill('SIGKILL');
  server.close();
}
