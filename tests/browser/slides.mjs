// Slides in a real browser: a document without script, one slide at a time with keys and buttons, accessible by axe in
// both, and one sheet of paper for each slide. Each deck is presented twice: as it is, and turned, as in a language that is
// written the other way.
//
// Usage: node slides.mjs SITE [FOLDER FOR PICTURES]

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch } from './browser.mjs';
import { open, serve, tally } from './site.mjs';

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const site = open(process.argv[2]);
const pictures = process.argv[3];
const decks = site.pages.filter((name) => site.text(name).includes('class="deck"'));
const server = await serve(site);
const browser = await launch();
const result = tally('slides');
try {
  result.check(decks.length > 0, 'no page has slides');
  for (const name of decks) {
    const url = server.origin + site.address(name).pathname;
    await document_(name, url);
    await presented(name, url);
    await presented(`${name}, turned`, url, turn);
    await printed(name, url);
  }
} finally {
  await browser.close();
  server.close();
}
result.end();

/// Without script all slides and notes are there, and no button that does nothing.
async function document_(name, url) {
  const tab = await browser.tab();
  await tab.setJavaScriptEnabled(false);
  await tab.goto(`${url}#slide-2`);
  const shown = await tab.$$eval('.slide, .slide .notes', (all) => all.length > 3 && all.every((one) => one.checkVisibility()));
  const idle = await tab.$$eval('.deck button', (all) => all.filter((one) => one.checkVisibility()).length);
  result.check(shown, `${name}: without script not every slide is shown`);
  result.check(idle === 0, `${name}: without script ${idle} buttons do nothing`);
  await tab.close();
}

/// Makes a page that is written from the left one that is written from the right, and the other way round.
function turn() {
  document.addEventListener('DOMContentLoaded', () => {
    document.documentElement.dir = document.documentElement.dir === 'rtl' ? 'ltr' : 'rtl';
  });
}

/// One slide at a time: the arrow that points the way the text runs goes on.
async function presented(name, url, before) {
  const tab = await browser.tab();
  if (before) await tab.evaluateOnNewDocument(before);
  await tab.setViewport({ width: 1280, height: 720 });
  await tab.goto(`${url}#slide-2`, { waitUntil: 'load' });
  const count = (await tab.$$('.slide')).length;
  await tab.locator('[data-deck=start]').click();
  await at(tab, name, 2, 'the start');
  const isRightToLeft = await tab.evaluate(() => document.documentElement.dir === 'rtl');
  const [on, back] = isRightToLeft ? ['ArrowLeft', 'ArrowRight'] : ['ArrowRight', 'ArrowLeft'];
  const keys = [
    [on, 3], [back, 2], ['PageDown', 3], ['PageUp', 2], ['ArrowDown', 3], ['ArrowUp', 2], ['Space', 3],
    ['End', count], [on, count], ['Home', 1], [back, 1],
  ];
  for (const [key, number] of keys) {
    await tab.keyboard.press(key);
    await at(tab, name, number, key);
  }
  const [previous, next] = await tab.$$eval('.deck-keys :is([data-deck=previous], [data-deck=next])', (all) =>
    all.map((one) => ({ at: one.getBoundingClientRect().x, turned: getComputedStyle(one.firstElementChild).transform !== 'none' })));
  result.check(isRightToLeft === next.at < previous.at, `${name}: the buttons are not in the order of the text`);
  result.check(isRightToLeft === next.turned && next.turned === previous.turned, `${name}: the arrows point the wrong way`);
  await tab.locator('[data-deck=next]').click();
  await at(tab, name, 2, 'the button for the next');
  await tab.locator('[data-deck=previous]').click();
  await at(tab, name, 1, 'the button for the one before');
  await tab.evaluate(() => (location.hash = '#slide-3'));
  await tab.waitForFunction(() => document.querySelector('.slide.now')?.id === 'slide-3');
  await at(tab, name, 3, 'an address');
  await full(tab, true, name, 'the start');
  await tab.keyboard.press('f');
  await full(tab, false, name, 'F');
  await at(tab, name, 3, 'F');
  await focusStaysInside(tab, name);
  for (const scheme of ['light', 'dark']) {
    await tab.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    for (let number = 1; number <= count; number += 1) {
      await tab.evaluate((id) => (location.hash = id), `#slide-${number}`);
      await tab.waitForFunction((id) => document.querySelector('.slide.now')?.id === id, {}, `slide-${number}`);
      await clean(tab, `${name}, slide ${number}, ${scheme}`);
      if (pictures) await tab.screenshot({ path: path.join(pictures, `slide-${number}-${scheme}${before ? '-turned' : ''}.png`) });
    }
  }
  await tab.keyboard.press('Escape');
  const after = await tab.evaluate(() => ({
    presenting: document.documentElement.classList.contains('presenting'),
    inert: document.querySelectorAll('[inert]').length,
    shown: [...document.querySelectorAll('.slide')].every((slide) => slide.checkVisibility()),
  }));
  result.check(!after.presenting && after.inert === 0 && after.shown, `${name}: Escape does not lead back`);
  await tab.keyboard.press(on);
  result.check((await tab.$('.slide.now')) === null, `${name}: a key works although nothing is presented`);
  await tab.close();
}

/// Slide `number` alone is shown, addressed and has the focus, with a name that says which it is.
async function at(tab, name, number, cause) {
  const seen = await tab.evaluate(() => {
    const shown = [...document.querySelectorAll('.slide')].filter((slide) => slide.checkVisibility());
    const focused = document.activeElement.closest('.slide');
    const names = (focused?.getAttribute('aria-labelledby') ?? '').split(' ');
    const label = names.map((id) => document.getElementById(id)?.textContent).join(' ');
    const notes = [...document.querySelectorAll('.notes')].some((note) => note.checkVisibility());
    return { shown: shown.map((slide) => slide.id), focused: focused?.id, label, notes, hash: location.hash };
  });
  const id = `slide-${number}`;
  result.check(seen.shown.join() === id, `${name}: after ${cause} there is ${seen.shown}, not ${id}`);
  result.check(seen.hash === `#${id}`, `${name}: after ${cause} the address is ${seen.hash}`);
  result.check(seen.focused === id || cause.startsWith('the button'), `${name}: after ${cause} ${seen.focused} has the focus`);
  result.check(cause.startsWith('the button') || seen.label.includes(` ${number} `), `${name}: slide ${number} is called ${seen.label}`);
  result.check(!seen.notes, `${name}: notes are shown to the room`);
}

async function full(tab, wanted, name, cause) {
  const is = await tab.waitForFunction((on) => (document.fullscreenElement !== null) === on, { timeout: 5000 }, wanted).then(() => true, () => false);
  result.check(is, `${name}: after ${cause} the screen is ${wanted ? 'not ' : ''}full`);
}

/// The tabulator goes through the slide and its buttons, and not to the page behind.
async function focusStaysInside(tab, name) {
  for (let step = 0; step < 8; step += 1) {
    await tab.keyboard.press('Tab');
    const inside = await tab.evaluate(() => document.activeElement === document.body || document.activeElement.closest('.deck') !== null);
    result.check(inside, `${name}: the focus goes behind the slides`);
  }
}

async function clean(tab, name) {
  await tab.evaluate(AXE);
  const { told, passes } = await tab.evaluate(async (rules) => {
    const found = await axe.run('.deck', { runOnly: rules });
    return { told: found.violations.map((one) => `${one.id}: ${one.nodes[0].html}`), passes: found.passes.length };
  }, RULES);
  result.check(told.length === 0 && passes > 0, `${name}: ${told.join('; ') || 'axe looked at nothing'}`);
}

/// Each slide has a sheet of its own and no notes; the handout has notes and fewer sheets.
async function printed(name, url) {
  const tab = await browser.tab();
  await tab.goto(url, { waitUntil: 'load' });
  const count = (await tab.$$('.slide')).length;
  const slides = await sheets(tab, 'slides.pdf');
  await tab.goto(`${url}#handout`, { waitUntil: 'load' });
  const handout = await sheets(tab, 'handout.pdf');
  result.check(slides >= count && slides <= count + 3, `${name}: ${count} slides are on ${slides} sheets`);
  result.check(handout < slides, `${name}: the handout has ${handout} sheets, and the slides ${slides}`);
  await tab.close();
}

async function sheets(tab, file) {
  const options = { preferCSSPageSize: true, ...(pictures && { path: path.join(pictures, file) }) };
  const pdf = Buffer.from(await tab.pdf(options)).toString('latin1');
  return pdf.match(/\/Type\s*\/Page\b/g).length;
}
