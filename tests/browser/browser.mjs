// The browser in which pages are looked at: whichever Chromium this machine has, with a profile of its own.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import puppeteer from 'puppeteer-core';

/// Starts the browser that `CHROMIUM` names, without a window. `close` ends it and removes its profile.
export async function launch() {
  const profile = mkdtempSync(path.join(tmpdir(), 'bulletin-browser-'));
  const browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM,
    headless: true,
    userDataDir: profile,
    // The sandbox cannot be had as root, as in most containers; only our own pages are opened.
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'],
  });
  return {
    tab: () => browser.newPage(),
    cookies: () => browser.cookies(),
    async close() {
      await browser.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
