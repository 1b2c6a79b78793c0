// The editor's desk in a real browser: for everybody (axe, keyboard, 320 pixels), without script, and following a save
// without losing the place.
//
// Usage: node desk.mjs BULLETIN

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch } from './browser.mjs';
import { comesTrue, start } from './live.mjs';
import { tally } from './site.mjs';

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const page = (source) => `_desk/page/?source=${encodeURIComponent(source)}`;
const VACCINES = page('content/news/2026-11-03-winter-vaccines.md');
const WRONG = page('content/news/wrong.md');
const VIEWS = [
  '_desk/',
  '_desk/?q=flu&sort=title',
  '_desk/?problems=errors',
  '_desk/?q=nothing-is-called-this',
  VACCINES,
  page('content/guides/ghasl-al-yadayn.md'),
  page('content/guides/flu-at-home.md'),
  page('content/news/2099-01-01-moon-clinic.md'),
  page('content/news/bare.md'),
  WRONG,
  page('content/none.md'),
];
const wrong = (title) => `---\ntitle: ${title}\ndate: 2026-11-01\nnonsense: 1\n---\n[Lost](nowhere.md) ${'word '.repeat(40)}![](none.png)\n`;

const result = tally('desk');
const hub = mkdtempSync(path.join(tmpdir(), 'bulletin-hub-'));
cpSync(fileURLToPath(new URL('../../example-site', import.meta.url)), hub, { recursive: true });
const write = (name, text) => writeFileSync(path.join(hub, name), text);
write('content/news/wrong.md', wrong('Something is wrong here'));
// A page of a theme that says little: networks refuse it, or show a small picture.
mkdirSync(path.join(hub, 'templates'));
write('templates/bare.html', `<!doctype html><html lang="en"><head><title>{{ page.title }}</title>
<meta property="og:title" content="{{ page.title }}"><meta property="og:image" content="https://northside.example/hub/images/logo.png">
<meta property="og:image:width" content="96"><meta property="og:image:height" content="96"></head><body></body></html>`);
write('content/news/bare.md', '---\ntitle: Says little\ndate: 2026-11-02\ntemplate: bare\n---\nText.\n');

const server = await start(process.argv[2], hub, 0);
const browser = await launch();
try {
  const tab = await open();
  for (const view of VIEWS) await isForEverybody(tab, view);
  await standsInRows(tab);
  await showsWhatNetworksRefuse(tab);
  await worksByKeyboard(tab);
  await listFollows(tab);
  await pageFollows(tab);
  await withoutScript();
  await saysThatItStopped(tab);
  result.check(tab.troubles.length === 0, `troubles: ${tab.troubles.join('; ')}`);
} finally {
  await browser.close();
  server.child.kill('SIGKILL');
  rmSync(hub, { recursive: true, force: true });
}
result.end();

async function open() {
  const tab = await browser.tab();
  tab.troubles = [];
  const trouble = (words) => tab.troubles.push(words);
  tab.on('pageerror', (error) => trouble(`script: ${error.message}`));
  tab.on('request', (request) => request.url().startsWith(server.desk) || trouble(`asked elsewhere: ${request.url()}`));
  tab.on('response', (response) => {
    if (response.status() >= 400 && !response.url().includes('none.md')) trouble(`${response.status()}: ${response.url()}`);
  });
  await tab.evaluateOnNewDocument(() => {
    globalThis.violations = [];
    document.addEventListener('securitypolicyviolation', (event) => {
      globalThis.violations.push(`${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  return tab;
}

async function go(tab, view, width = 1280) {
  await tab.setViewport({ width, height: 800 });
  await tab.goto(server.desk + view, { waitUntil: 'load' });
}

async function until(tab, what, holds, ...args) {
  result.check(await comesTrue(tab, holds, ...args), `waited in vain: ${what}`);
}

async function isForEverybody(tab, view) {
  await go(tab, view);
  // Problems are there when all pages were looked at.
  await until(tab, 'all problems', () => !document.querySelector('.looking'));
  await tab.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
    for (const image of document.images) image.loading = 'eager';
    return Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
  });
  await tab.evaluate(AXE);
  for (const [scheme, width] of [['light', 1280], ['dark', 1280], ['light', 400], ['dark', 400], ['light', 320]]) {
    await tab.setViewport({ width, height: 800 });
    await tab.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    const found = await tab.evaluate(async (rules) => {
      const run = await globalThis.axe.run(document, { runOnly: rules, resultTypes: ['violations'] });
      return {
        told: run.violations.map((it) => `${it.id}: ${it.nodes.slice(0, 3).map((node) => `${node.html} ${node.failureSummary}`)}`),
        passes: run.passes.length,
        wide: document.documentElement.scrollWidth - innerWidth,
        broken: [...document.images].filter((image) => image.naturalWidth === 0).map((image) => image.src),
        violations: globalThis.violations,
      };
    }, RULES);
    const where = `${view} (${scheme}, ${width} px)`;
    result.check(found.told.length === 0, `${where}: ${found.told.join('; ')}`);
    result.check(found.passes > 0, `${where}: axe looked at nothing`);
    result.check(found.wide <= 0, `${where}: ${found.wide} px too wide`);
    result.check(found.broken.length === 0, `${where}: images that do not show: ${found.broken}`);
    result.check(found.violations.length === 0, `${where}: ${found.violations}`);
  }
  await tab.emulateMediaFeatures([]);
}

/// No count stands alone in a row below others, and none is cut, at the width of most screens.
async function standsInRows(tab) {
  await go(tab, '_desk/');
  const groups = await tab.evaluate(() => [...document.querySelectorAll('.tiles')].map((group) => {
    const tiles = [...group.querySelectorAll('.tile')];
    return {
      tops: new Set(tiles.map((tile) => tile.getBoundingClientRect().top)).size,
      cut: tiles.filter((tile) => tile.scrollWidth > tile.clientWidth).map((tile) => tile.textContent),
      number: tiles.length,
    };
  }));
  result.check(groups.length === 2 && groups.every((group) => group.number >= 4), `groups of counts: ${JSON.stringify(groups)}`);
  for (const { tops, cut } of groups) result.check(tops === 1 && cut.length === 0, `counts in ${tops} rows, cut: ${cut}`);
}

async function showsWhatNetworksRefuse(tab) {
  await go(tab, page('content/news/bare.md'));
  const shown = await tab.evaluate(() => Object.fromEntries([...document.querySelectorAll('.network')].map((network) => [
    network.classList[1],
    [network.querySelector('.bare') ? 'refused' : network.querySelector('.small') ? 'small' : 'large', network.querySelector('img') !== null],
  ])));
  const wanted = { x: ['refused', false], whatsapp: ['refused', false], facebook: ['large', false], linkedin: ['small', true], imessage: ['small', true] };
  for (const [network, state] of Object.entries(wanted)) {
    result.check(String(shown[network]) === String(state), `${network} of a page that says little is ${shown[network]}`);
  }
}

/// What has the focus, and whether that can be seen.
function focus() {
  const element = document.activeElement;
  const box = element.getBoundingClientRect();
  return {
    name: element.id || element.className || element.localName,
    text: element.textContent.trim(),
    href: element.getAttribute('href'),
    seen: getComputedStyle(element).outlineStyle !== 'none' && box.width > 0 && box.bottom > 0 && box.top < innerHeight,
  };
}

/// Presses Tab until what has the focus is as wanted; every stop on the way has to be seen.
async function tabTo(tab, what, wanted) {
  for (let at = 0; at < 200; at += 1) {
    await tab.keyboard.press('Tab');
    const now = await tab.evaluate(focus);
    result.check(now.seen, `the focus on ${now.name} ${now.text} is not seen`);
    if (wanted(now)) return now;
  }
  result.check(false, `${what} is not reached by Tab`);
  return undefined;
}

async function worksByKeyboard(tab) {
  await go(tab, '_desk/');
  await tabTo(tab, 'the way past the bar', (now) => now.href === '#main');
  await tab.keyboard.press('Enter');
  await tabTo(tab, 'the search', (now) => now.name === 'q');
  await tab.keyboard.type('winter vaccines');
  await Promise.all([tab.waitForNavigation({ waitUntil: 'load' }), tab.keyboard.press('Enter')]);
  result.check((await tab.evaluate(() => document.querySelectorAll('tbody tr').length)) === 1, 'the search does not find one page');
  await tabTo(tab, 'the result', (now) => now.text.startsWith('Flu vaccines'));
  await Promise.all([tab.waitForNavigation({ waitUntil: 'load' }), tab.keyboard.press('Enter')]);
  result.check((await tab.evaluate(() => document.querySelector('h1').textContent)).startsWith('Flu vaccines'), 'the title does not lead to its page');
  await tabTo(tab, 'what Facebook reads', (now) => now.text === 'What it reads');
  await tab.keyboard.press('Enter');
  result.check(await tab.evaluate(() => document.querySelector('#read-facebook').open), 'details do not open with Enter');
  await tabTo(tab, 'a button to copy', (now) => now.text.startsWith('Copy'));
  await tab.keyboard.press('Enter');
  await until(tab, 'word of the copy', () => /Copied|selected/.test(document.querySelector('body > p.unseen').textContent));
}

async function listFollows(tab) {
  await go(tab, '_desk/?section=news&sort=title', 700);
  await tab.evaluate(() => {
    globalThis.marked = true;
    document.querySelector('#q').focus();
    scrollTo(0, 900);
  });
  await tab.keyboard.type('half a wo');
  const before = await tab.evaluate(() => scrollY);
  write('content/news/wrong.md', wrong('Still wrong').replace('date:', 'draft: true\ndate:'));
  await until(tab, 'the new state in its row', () => {
    const row = document.querySelector('[data-key="content/news/wrong.md"]');
    return row?.querySelector('.badge').textContent === 'Draft' && row.querySelector('.name').textContent === 'Still wrong';
  });
  const now = await tab.evaluate(() => ({
    marked: globalThis.marked === true,
    typed: document.querySelector('#q').value,
    focus: document.activeElement.id,
    scroll: scrollY,
  }));
  result.check(now.marked, 'the list was loaded again');
  result.check(now.typed === 'half a wo' && now.focus === 'q', `what was typed is ${now.typed}, the focus on ${now.focus}`);
  result.check(before > 0 && Math.abs(now.scroll - before) < 80, `the place went from ${before} to ${now.scroll}`);
  write('content/news/wrong.md', wrong('Something is wrong here'));
}

async function pageFollows(tab) {
  const file = 'content/news/2026-11-03-winter-vaccines.md';
  const text = readFileSync(path.join(hub, file), 'utf8');
  await go(tab, VACCINES);
  await tab.evaluate(() => {
    globalThis.marked = true;
    const details = document.querySelector('#structured details');
    details.open = true;
    details.querySelector('summary').focus();
    globalThis.image = document.querySelector('.facebook img');
  });
  const before = await tab.evaluate(() => scrollY);
  write(file, text.replace('title: Flu vaccines, 7 days a week until Christmas', 'title: Vaccines until Easter'));
  await until(tab, 'the new title', () => document.querySelector('h1').textContent === 'Vaccines until Easter');
  await until(tab, 'the new card', () => document.querySelector('.facebook .title').textContent === 'Vaccines until Easter');
  const now = await tab.evaluate(() => ({
    marked: globalThis.marked === true,
    open: document.querySelector('#structured details').open,
    focus: document.activeElement.localName,
    image: globalThis.image === document.querySelector('.facebook img'),
    title: document.title,
    scroll: scrollY,
    copies: [...document.querySelectorAll('[data-copy]')].every((button) => !button.hidden),
  }));
  result.check(now.marked, 'the page of the desk was loaded again');
  result.check(now.open && now.focus === 'summary', `the details are open: ${now.open}, the focus on ${now.focus}`);
  result.check(now.image, 'a picture that is the same was put in again');
  result.check(now.title.startsWith('Vaccines until Easter'), `the tab is called ${now.title}`);
  result.check(Math.abs(now.scroll - before) < 80, `the place went from ${before} to ${now.scroll}`);
  result.check(now.copies, 'a button to copy is gone');
  write(file, text);
}

async function withoutScript() {
  const tab = await open();
  await tab.setJavaScriptEnabled(false);
  await go(tab, '_desk/');
  const html = () => tab.content();
  await tab.type('#q', 'vaccines');
  await tab.select('#kind', 'news');
  await Promise.all([tab.waitForNavigation({ waitUntil: 'load' }), tab.click('button[type="submit"]')]);
  result.check(tab.url().includes('q=vaccines') && tab.url().includes('kind=news'), `the form leads to ${tab.url()}`);
  result.check((await html()).includes('2026-11-03-winter-vaccines.md'), 'without script nothing is found');
  await Promise.all([tab.waitForNavigation({ waitUntil: 'load' }), tab.click('th a[href*="sort=title"]')]);
  result.check((await html()).includes('aria-sort="ascending"'), 'without script nothing is sorted');
  await Promise.all([tab.waitForNavigation({ waitUntil: 'load' }), tab.click('tbody .name')]);
  result.check((await html()).includes('id="post-x"'), 'without script there is no post');
  const buttons = (await html()).match(/<button[^>]*data-copy[^>]*>/g) ?? [];
  result.check(buttons.length > 0 && buttons.every((button) => button.includes(' hidden')), `buttons to copy without script: ${buttons}`);
  result.check(tab.troubles.length === 0, `troubles without script: ${tab.troubles.join('; ')}`);
  await tab.close();
}

async function saysThatItStopped(tab) {
  server.child.kill('SIGKILL');
  await until(tab, 'word that it stopped', () => document.getElementById('pulse').textContent.includes('stopped'));
}
