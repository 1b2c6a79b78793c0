// The screenshots of the README, from the built example site.
//
// Usage: node shots.mjs SITE FOLDER

import path from 'node:path';
import { launch } from './browser.mjs';
import { open, serve } from './site.mjs';

const SHOTS = [
  { name: 'home.png', at: '', height: 1400 },
  { name: 'guide.png', at: 'guides/asthma-inhaler-spacer/', height: 1400 },
];

const [folder, into] = process.argv.slice(2);
const site = open(folder);
const server = await serve(site);
const browser = await launch();
try {
  const tab = await browser.tab();
  for (const { name, at, height } of SHOTS) {
    await tab.setViewport({ width: 1280, height });
    await tab.goto(`${server.origin}${site.base.pathname}${at}`, { waitUntil: 'networkidle0' });
    await tab.evaluate(() => document.fonts.ready);
    await tab.screenshot({ path: path.join(into, name) });
  }
} finally {
  await browser.close();
  server.close();
}
