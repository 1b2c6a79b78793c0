// The live preview in a real browser: a page follows its source and keeps its place, a style comes without a reload,
// and a mistake is shown over the page so that everybody can read it.
//
// Usage: node watch.mjs BULLETIN

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch } from './browser.mjs';
import { comesTrue, start } from './live.mjs';
import { tally } from './site.mjs';

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const result = tally('watch');
const hub = mkdtempSync(path.join(tmpdir(), 'bulletin-hub-'));
const write = (name, text) => {
  mkdirSync(path.dirname(path.join(hub, name)), { recursive: true });
  writeFileSync(path.join(hub, name), text);
};
const paragraphs = (count) => Array.from({ length: count }, (_, at) => `Paragraph ${at} of the guide.\n`).join('\n');
const details = (name) => `<details><summary>${name}</summary>\n\nWhat is inside ${name}.\n\n</details>\n`;
const guide = (last) => `---\ntitle: Asthma\n---\n${details('First')}\n${details('Second')}\n${paragraphs(80)}\n${last}\n`;
write('bulletin.yaml', 'title: Northside Health\nbase_url: https://hub.example/hub/\n');
write('content/index.md', '---\ntitle: Northside Health\n---\nWelcome.\n');
write('content/guides/asthma.md', guide('The first end.'));
write('content/guides/flu.md', '---\ntitle: Flu\n---\nRest.\n');
write('content/about.md', '---\ntitle: About\n---\nWho we are.\n');
write('assets/css/clarity.css', 'body { color: rgb(1, 2, 3); }\n');

// Run in the page.
const says = (text) => document.body.innerText.includes(text);
const shadow = () => document.querySelector('bulletin-watch').shadowRoot;
const isOpen = (want) => {
  const { shadowRoot } = document.querySelector('bulletin-watch');
  return !shadowRoot.querySelector('.watch').hidden && shadowRoot.querySelector('.sheet').hidden !== want;
};

let server = await start(process.argv[2], hub, 0);
const browser = await launch();
try {
  const tab = await open('guides/asthma/');
  const other = await open('about/');
  await tab.bringToFront();
  await placeIsKept(tab, other);
  await styleIsSwapped(tab);
  await mistakeIsShown(tab);
  await panelIsForEverybody(tab);
  await panelIsClosedAndOpened(tab);
  await mistakeIsMended(tab);
  await brokenHub(tab);
  await serverComesBack(tab);
  result.check(await same(other), 'a tab whose page did not change was loaded again');
  for (const page of [tab, other]) result.check(page.troubles.length === 0, `troubles: ${page.troubles.join('; ')}`);
} finally {
  await browser.close();
  server.child.kill('SIGKILL');
  rmSync(hub, { recursive: true, force: true });
}
result.end();

async function open(address) {
  const tab = await browser.tab();
  tab.troubles = [];
  tab.on('pageerror', (error) => tab.troubles.push(`script: ${error.message}`));
  await tab.evaluateOnNewDocument(() => {
    globalThis.violations = [];
    document.addEventListener('securitypolicyviolation', (event) => {
      globalThis.violations.push(`${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  await tab.setViewport({ width: 1280, height: 900 });
  await tab.goto(`${server.address}hub/${address}`, { waitUntil: 'load' });
  await mark(tab);
  return tab;
}

/// A page that is loaded again has forgotten its mark.
async function mark(tab) {
  await tab.evaluate(() => (globalThis.marked = true));
}

async function same(tab) {
  return tab.evaluate(() => globalThis.marked === true && globalThis.violations.length === 0);
}

/// Waits until `holds`, run in the page, is true.
async function until(tab, what, holds, ...args) {
  result.check(await comesTrue(tab, holds, ...args), `waited in vain: ${what}`);
}

async function placeIsKept(tab, other) {
  await tab.evaluate(() => {
    document.querySelectorAll('details')[1].open = true;
    scrollTo(0, 1500);
  });
  const before = await tab.evaluate(() => scrollY);
  write('content/guides/asthma.md', guide('Another end.'));
  await until(tab, 'the new text', says, 'Another end.');
  result.check(!(await same(tab)), 'the page was not loaded again');
  await until(tab, 'the place that was read', (y) => Math.abs(scrollY - y) < 2 && document.readyState === 'complete', before);
  const open = await tab.evaluate(() => [...document.querySelectorAll('details')].map((element) => element.open));
  result.check(open.join() === 'false,true', `the details are ${open}`);
  result.check(await same(other), 'another page was loaded again');
  await mark(tab);
}

async function styleIsSwapped(tab) {
  const before = await tab.evaluate(() => scrollY);
  write('assets/css/clarity.css', 'body { color: rgb(4, 5, 6); }\n');
  await until(tab, 'the new colour', () => getComputedStyle(document.body).color === 'rgb(4, 5, 6)');
  await until(tab, 'the old style sheet to go', () => document.querySelectorAll('link[rel="stylesheet"]').length === 1);
  result.check(await same(tab), 'a style needed a reload');
  result.check((await tab.evaluate(() => scrollY)) === before, 'a style moved the page');
}

async function mistakeIsShown(tab) {
  result.check(await tab.evaluate(isOpen, false), 'the panel is open though nothing is wrong');
  await tab.evaluate(() => document.querySelector('a').focus());
  write('content/guides/flu.md', '---\ntitle: Flu\n---\n[Lost](nowhere<img src=x onerror=globalThis.harmed=1>.md) ![](a.png)\n');
  await until(tab, 'the panel', isOpen, true);
  result.check(await same(tab), 'a mistake elsewhere had the page loaded again');
  const seen = await tab.evaluate(() => {
    const { shadowRoot } = document.querySelector('bulletin-watch');
    return {
      text: shadowRoot.querySelector('.sheet').innerText,
      said: shadowRoot.querySelector('[role="status"]').textContent,
      images: shadowRoot.querySelectorAll('img').length,
      focus: document.activeElement.localName,
      page: document.body.innerText.includes('Another end.'),
    };
  });
  for (const part of ['content/guides/flu.md:4', 'there is no such', 'Error', 'Warning']) {
    result.check(seen.text.includes(part), `the panel lacks \`${part}\`: ${seen.text}`);
  }
  result.check(/error.*content\/guides\/flu\.md, line 4/.test(seen.said), `nothing is said aloud: ${seen.said}`);
  result.check(seen.images === 0, 'what an author wrote is HTML in the panel');
  result.check(seen.focus === 'a', `the panel took the focus to ${seen.focus}`);
  result.check(seen.page, 'the page behind the panel is gone');
}

async function panelIsForEverybody(tab) {
  await tab.evaluate(AXE);
  for (const [scheme, width] of [['light', 1280], ['dark', 1280], ['light', 320], ['dark', 320]]) {
    await tab.setViewport({ width, height: 640 });
    await tab.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    const found = await tab.evaluate(async (rules) => {
      const run = await globalThis.axe.run({ include: [['bulletin-watch']] }, { runOnly: rules, resultTypes: ['violations'] });
      const { shadowRoot } = document.querySelector('bulletin-watch');
      const sheet = shadowRoot.querySelector('.sheet');
      return {
        told: run.violations.map((it) => `${it.id}: ${it.nodes.map((node) => node.failureSummary)}`),
        passes: run.passes.length,
        wide: sheet.scrollWidth > sheet.clientWidth || sheet.getBoundingClientRect().right > innerWidth,
      };
    }, RULES);
    result.check(found.told.length === 0, `the panel (${scheme}, ${width} px): ${found.told.join('; ')}`);
    result.check(found.passes > 0, 'axe looked at nothing');
    result.check(!found.wide, `the panel is wider than ${width} px`);
  }
  await tab.emulateMediaFeatures([]);
  await tab.setViewport({ width: 1280, height: 900 });
}

async function panelIsClosedAndOpened(tab) {
  const inPanel = (selector) => tab.evaluateHandle(`(${shadow})().querySelector('${selector}')`);
  await (await inPanel('.close')).asElement().click();
  await until(tab, 'the panel to close', isOpen, false);
  // It stays closed over a reload, and can be had again by keyboard.
  write('content/guides/asthma.md', guide('A third end.'));
  await until(tab, 'the new text', says, 'A third end.');
  await until(tab, 'the button', () => document.querySelector('bulletin-watch')?.shadowRoot.querySelector('.pill').textContent.includes('1 error'));
  result.check(await tab.evaluate(isOpen, false), 'the panel that was closed came back by itself');
  await mark(tab);
  await (await inPanel('.pill')).asElement().focus();
  await tab.keyboard.press('Enter');
  await until(tab, 'the panel to open', isOpen, true);
  await tab.keyboard.press('Escape');
  await until(tab, 'the panel to close', isOpen, false);
  const focus = await tab.evaluate(() => document.querySelector('bulletin-watch').shadowRoot.activeElement?.className);
  result.check(focus?.startsWith('pill'), `after closing, the focus is on ${focus}`);
  await tab.keyboard.press('Enter');
  await until(tab, 'the panel to open again', isOpen, true);
}

async function mistakeIsMended(tab) {
  write('content/guides/flu.md', '---\ntitle: Flu\n---\nRest.\n');
  await until(tab, 'the panel to go', isOpen, false);
  await until(tab, 'the button to go', () => document.querySelector('bulletin-watch').shadowRoot.querySelector('.pill').hidden);
  result.check(await same(tab), 'a mended mistake elsewhere had the page loaded again');
}

async function brokenHub(tab) {
  write('templates/page.html', '{% if %}');
  await until(tab, 'the panel over a broken template', isOpen, true);
  await tab.reload({ waitUntil: 'load' });
  await until(tab, 'the last good page behind it', says, 'A third end.');
  await until(tab, 'the panel after a reload', isOpen, true);
  rmSync(path.join(hub, 'templates'), { recursive: true });
  await until(tab, 'the panel to go', isOpen, false);
  await mark(tab);
}

async function serverComesBack(tab) {
  const port = new URL(server.address).port;
  server.child.kill('SIGKILL');
  await new Promise((resolve) => server.child.once('exit', resolve));
  await until(tab, 'word that it stopped', () => document.querySelector('bulletin-watch').shadowRoot.querySelector('.pill').textContent.includes('stopped'));
  write('content/guides/asthma.md', guide('The last end.'));
  server = await start(process.argv[2], hub, port);
  await until(tab, 'what changed meanwhile', says, 'The last end.');
}
