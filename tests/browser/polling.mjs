// Live coverage that runs, in a real browser against a small server: new updates wait for the reader, nothing that is read
// moves, corrections show, a hidden page does not ask, and after the end nobody does. The clock and the timers of the page
// are the test's.
//
// Usage: node polling.mjs SITE

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { launch } from './browser.mjs';
import { comesTrue } from './live.mjs';
import { open, serve, tally } from './site.mjs';

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const RUNNING = 'live/cataract-operation/';
const OVER = 'live/school-open-evening/';
const NAME = `${RUNNING}updates.json`;

/// What stands above the updates, in which order they are, and where one of them is on the screen.
const bar = () => ({
  button: document.querySelector('.live-bar button').hidden ? undefined : document.querySelector('.live-bar button').textContent,
  status: document.querySelector('.live-bar [role=status]').textContent,
  link: !document.querySelector('.live-newest').hidden,
});
const order = () => [...document.querySelectorAll('.update')].map((it) => it.id);
const top = (id) => document.getElementById(id).getBoundingClientRect().top;

const result = tally('polling');
const site = open(process.argv[2]);
let answer = JSON.parse(site.text(NAME));
let asked = 0;
const read = (name) => {
  if (name !== NAME) return site.read(name);
  asked += 1;
  return Buffer.from(JSON.stringify(answer));
};
const server = await serve({ ...site, read });
const browser = await launch();
try {
  const tab = await running();
  await asksLater(tab);
  await newUpdatesWait(tab);
  await correctionsShow(tab);
  await changesShow(tab);
  await removedUpdatesGo(tab);
  await nothingActs(tab);
  await brokenAnswersChangeNothing(tab);
  await hiddenPagesRest(tab);
  await stopsWhenOver(tab);
  await stopsWhenHalted();
  await withoutScript();
  result.check(!site.text(`${OVER}index.html`).includes('live.js') && !/<script src/.test(site.text(`${OVER}index.html`)), 'coverage that is over has a script');
  result.check(tab.troubles.length === 0, `troubles: ${tab.troubles.join('; ')}`);
} finally {
  await browser.close();
  server.close();
}
result.end();

/// The page of running coverage, in which it is nine o'clock and only timers of 15 to 30 seconds are the test's.
async function running() {
  const tab = await browser.tab();
  tab.troubles = [];
  tab.on('pageerror', (error) => tab.troubles.push(`script: ${error.message}`));
  tab.on('request', (request) => request.url().startsWith(server.origin) || tab.troubles.push(`asked elsewhere: ${request.url()}`));
  await tab.evaluateOnNewDocument(() => {
    const { setTimeout, clearTimeout } = globalThis;
    globalThis.clock = Date.parse('2026-11-20T09:00:00Z');
    Date.now = () => globalThis.clock;
    globalThis.setTimeout = (run, pause, ...more) => {
      if (!(pause >= 15_000 && pause <= 30_000)) return setTimeout(run, pause, ...more);
      globalThis.pending = { run, pause };
      return -1;
    };
    globalThis.clearTimeout = (id) => {
      if (id === -1) globalThis.pending = undefined;
      else clearTimeout(id);
    };
    globalThis.isHidden = false;
    Object.defineProperty(document, 'hidden', { get: () => globalThis.isHidden });
  });
  await tab.setViewport({ width: 1000, height: 700 });
  await tab.goto(server.origin + site.base.pathname + RUNNING, { waitUntil: 'load' });
  return tab;
}

/// Lets the pause pass, and waits until the page has asked and waits again, or does no more.
async function tick(tab) {
  const before = asked;
  await tab.evaluate(() => {
    const { run } = globalThis.pending;
    globalThis.pending = undefined;
    globalThis.done = run();
  });
  await tab.evaluate(() => globalThis.done);
  return asked - before;
}

async function until(tab, what, holds, ...args) {
  result.check(await comesTrue(tab, holds, ...args), `waited in vain: ${what}`);
}

function added(id, text) {
  const [like] = answer.updates;
  const html = `<article class="update" id="${id}" data-corrected=""><p class="update-time"><a href="${like.url}"><time datetime="2026-11-20T09:01:00Z">09:01</time></a></p><div class="prose"><h2>${text}</h2><p>${'More of it. '.repeat(40)}</p></div></article>`;
  return { ...like, id, html };
}

async function asksLater(tab) {
  const pause = await tab.evaluate(() => globalThis.pending?.pause);
  result.check(pause >= 15_000 && pause <= 30_000, `it asks after ${pause} ms`);
  result.check(asked === 0, 'it asks at once');
  result.check((await tick(tab)) === 1, 'it does not ask');
  const found = await tab.evaluate(bar);
  result.check(found.button === undefined && found.status === '' && found.link, `nothing is new: ${JSON.stringify(found)}`);
}

async function newUpdatesWait(tab) {
  const before = await tab.evaluate(order);
  const reading = before[2];
  await tab.evaluate((id) => document.getElementById(id).scrollIntoView({ behavior: 'instant' }), reading);
  const place = await tab.evaluate(top, reading);
  const scrolled = await tab.evaluate(() => scrollY);
  answer = { ...answer, updates: [...answer.updates, added('one-more', 'One more')] };
  await tick(tab);
  answer = { ...answer, updates: [...answer.updates, added('and-another', 'And another')] };
  await tick(tab);
  const found = await tab.evaluate(bar);
  result.check(found.button === 'New updates: 2' && found.status === 'New updates: 2', `it says how many are new: ${JSON.stringify(found)}`);
  result.check((await tab.evaluate(order)).length === before.length, 'new updates do not wait');
  result.check((await tab.evaluate(() => scrollY)) === scrolled, 'the page moved');
  result.check(Math.abs((await tab.evaluate(top, reading)) - place) < 1, 'what is read moved');
  const seen = await tab.evaluate(() => {
    const box = document.querySelector('.live-bar button').getBoundingClientRect();
    return box.top >= 0 && box.bottom <= innerHeight && box.height >= 24;
  });
  result.check(seen, 'the button is not on the screen');
  await isForEverybody(tab, 'with new updates');
  await tab.click('.live-bar button');
  await until(tab, 'new updates', () => document.getElementById('and-another') !== null);
  const after = await tab.evaluate(order);
  result.check(after.join() === ['and-another', 'one-more', ...before].join(), `updates stand as ${after}`);
  result.check(Math.abs((await tab.evaluate(top, reading)) - place) < 2, 'what is read moved when new updates came');
  result.check((await tab.evaluate(() => document.activeElement.id)) === 'and-another', 'the newest has no focus');
  result.check((await tab.evaluate(bar)).button === undefined, 'the button stays');
  await isForEverybody(tab, 'after new updates');
}

async function correctionsShow(tab) {
  const [first, ...rest] = answer.updates;
  const html = first.html.replace('data-corrected=""', 'data-corrected="2026-11-20T09:02:00+00:00"').replace('</article>', '<p class="correction">Put right.</p></article>');
  answer = { ...answer, updates: [{ ...first, corrected: '2026-11-20T09:02:00+00:00', html }, ...rest] };
  const reading = rest[0].id;
  const place = await tab.evaluate(top, reading);
  await tick(tab);
  const found = await tab.evaluate(bar);
  result.check(found.status === 'An update was corrected.', `it says nothing of a correction: ${JSON.stringify(found)}`);
  const shown = await tab.evaluate((id) => document.getElementById(id).textContent.includes('Put right.'), first.id);
  result.check(shown, 'the correction is not shown');
  result.check((await tab.evaluate(order)).at(-1) === first.id, 'the corrected update moved');
  result.check(Math.abs((await tab.evaluate(top, reading)) - place) < 2, 'what is read moved with a correction');
}

/// An edit that its author does not call a correction is shown, and marked.
async function changesShow(tab) {
  const [first, second, ...rest] = answer.updates;
  const before = await tab.evaluate(order);
  answer = { ...answer, updates: [first, { ...second, html: second.html.replace('</article>', '<p>Take 2 mg, not 5 mg.</p></article>') }, ...rest] };
  await tick(tab);
  const shown = await tab.evaluate((id) => document.getElementById(id).textContent, second.id);
  result.check(shown.includes('Take 2 mg') && shown.includes('This update was changed.'), `a changed update is not shown as changed: ${shown}`);
  result.check((await tab.evaluate(bar)).status === 'This update was changed.', 'nobody is told of a change');
  result.check((await tab.evaluate(order)).join() === before.join(), 'a changed update moved');
  const marks = await tab.evaluate(() => document.querySelectorAll('.update-changed').length);
  result.check(marks === 1, `${marks} updates are marked as changed`);
  await tick(tab);
  result.check((await tab.evaluate(() => document.querySelectorAll('.update-changed').length)) === 1, 'an update changes again by itself');
}

/// An update that is not among the others any more goes from the page, and from what waits.
async function removedUpdatesGo(tab) {
  const whole = answer;
  const gone = answer.updates[1].id;
  // What stands first on the screen, of what stays.
  const reading = await tab.evaluate((gone) => [...document.querySelectorAll('.update')].find((it) => it.id !== gone && it.getBoundingClientRect().bottom > 0).id, gone);
  await tab.evaluate((id) => document.getElementById(id).scrollIntoView({ behavior: 'instant' }), reading);
  const place = await tab.evaluate(top, reading);
  answer = { ...whole, updates: [...whole.updates.filter((it) => it.id !== gone), added('waits', 'Waits'), added('waits-too', 'Waits too')] };
  await tick(tab);
  const found = await tab.evaluate(bar);
  result.check(!(await tab.evaluate(order)).includes(gone), 'an update that was withdrawn stays on the page');
  // At the foot of the page the page's end stops it.
  const moved = await tab.evaluate((id, place) => {
    const isAtEnd = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
    return isAtEnd ? 0 : Math.abs(document.getElementById(id).getBoundingClientRect().top - place);
  }, reading, place);
  result.check(moved < 2, `what is read moved by ${moved} when an update was withdrawn`);
  result.check(found.button === 'New updates: 2', `two wait: ${JSON.stringify(found)}`);
  answer = { ...answer, updates: answer.updates.filter((it) => it.id !== 'waits') };
  await tick(tab);
  result.check((await tab.evaluate(bar)).button === 'New updates: 1', 'the button counts an update that was withdrawn');
  answer = { ...answer, updates: answer.updates.filter((it) => it.id !== 'waits-too') };
  await tick(tab);
  const none = await tab.evaluate(bar);
  result.check(none.button === undefined && none.link, `the button stays though nothing waits: ${JSON.stringify(none)}`);
  result.check(!(await tab.evaluate(order)).some((id) => id.startsWith('waits')), 'an update that was withdrawn is shown');
}

/// Whatever stands at the address of the updates, nothing in it runs or leads to a script.
async function nothingActs(tab) {
  const bad = added('bad', 'Bad');
  bad.html = bad.html.replace('</article>', `<img src="x" onerror="globalThis.ran = 1"><script>globalThis.ran = 1</scr${''}ipt><iframe srcdoc="x"></iframe><a id="leads" href="java\nscript:globalThis.ran=1">x</a><svg onload="globalThis.ran=1"><set attributeName="href" to="javascript:1"/></svg></article>`);
  answer = { ...answer, updates: [...answer.updates, bad] };
  await tick(tab);
  await tab.click('.live-bar button');
  await until(tab, 'the update', () => document.getElementById('bad') !== null);
  const found = await tab.evaluate(() => ({
    ran: globalThis.ran,
    acts: document.querySelectorAll('#bad script, #bad iframe, #bad [onerror], #bad [onload], #bad set').length,
    leads: document.getElementById('leads').getAttribute('href'),
  }));
  result.check(found.ran === undefined && found.acts === 0 && found.leads === null, `an update acts: ${JSON.stringify(found)}`);
  answer = { ...answer, updates: answer.updates.filter((it) => it.id !== 'bad') };
  await tick(tab);
}

async function brokenAnswersChangeNothing(tab) {
  const [before, whole] = [await tab.evaluate(order), answer];
  answer = { ends: whole.ends, halted: false };
  await tick(tab);
  result.check((await tab.evaluate(order)).join() === before.join() && before.length > 0, 'an answer without updates takes all away');
  answer = whole;
}

async function hiddenPagesRest(tab) {
  const show = (isHidden) => {
    globalThis.isHidden = isHidden;
    document.dispatchEvent(new Event('visibilitychange'));
  };
  const before = asked;
  await tab.evaluate(show, true);
  result.check((await tab.evaluate(() => globalThis.pending)) === undefined, 'a hidden page waits to ask');
  result.check(asked === before, 'a hidden page asks');
  await tab.evaluate(show, false);
  await until(tab, 'a page that is seen again', () => globalThis.pending !== undefined);
  result.check(asked === before + 1, 'a page that is seen again does not ask');
}

async function stopsWhenOver(tab) {
  await tab.evaluate(() => (globalThis.clock = Date.parse('2026-11-20T11:00:00Z')));
  await tick(tab);
  await isAtRest(tab, 'after the end');
}

async function stopsWhenHalted() {
  const tab = await running();
  answer = { ...answer, updates: [...answer.updates, added('never-seen', 'Never to be seen')] };
  await tick(tab);
  result.check((await tab.evaluate(bar)).button !== undefined, 'nothing waits before the halt');
  answer = { ...answer, updates: [], halted: true };
  await tick(tab);
  await isAtRest(tab, 'after a halt');
  result.check((await tab.evaluate(bar)).button === undefined, 'after a halt the button still shows what waited');
  result.check((await tab.evaluate(order)).length === 0, 'after a halt updates stay that are not published any more');
  await tab.close();
}

async function isAtRest(tab, when) {
  result.check((await tab.evaluate(() => globalThis.pending)) === undefined, `it goes on asking ${when}`);
  const found = await tab.evaluate(bar);
  result.check(found.status === 'There will be no more new updates here.' && found.link, `${when}: ${JSON.stringify(found)}`);
}

async function withoutScript() {
  const tab = await browser.tab();
  await tab.setJavaScriptEnabled(false);
  await tab.goto(server.origin + site.base.pathname + RUNNING, { waitUntil: 'load' });
  const link = await tab.$eval('.live-newest a', (it) => ({ href: it.getAttribute('href'), height: it.getBoundingClientRect().height }));
  result.check(link.href === site.base.pathname + RUNNING && link.height > 0, `without script: ${JSON.stringify(link)}`);
  const time = await tab.$eval('.live-newest time', (it) => it.textContent);
  result.check(time === '08:52 GMT', `without script the newest update is of ${time}`);
}

async function isForEverybody(tab, when) {
  await tab.evaluate(AXE);
  for (const [scheme, width] of [['light', 1000], ['dark', 320]]) {
    await tab.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    const found = await tab.evaluate(async (rules) => {
      const run = await globalThis.axe.run(document, { runOnly: rules, resultTypes: ['violations'] });
      return { told: run.violations.map((it) => `${it.id}: ${it.nodes[0].html}`), passes: run.passes.length };
    }, RULES);
    result.check(found.told.length === 0 && found.passes > 0, `${when} (${scheme}): ${found.told.join('; ')}`);
  }
  await tab.emulateMediaFeatures([]);
}
