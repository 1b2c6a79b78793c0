// The banner of alerts in a real browser: it goes when its time is over, shows what is newer, stays closed, works with keys
// and says its times without script; the pages for bad lines; and every message by the schema of its standard.
//
// Usage: node alerts.mjs SITE

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch } from './browser.mjs';
import { open, serve, tally } from './site.mjs';

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const SCHEMA = fileURLToPath(new URL('CAP-v1.2.xsd', import.meta.url));
// The instant at which tests/run builds the example.
const BUILT = Date.parse('2026-11-20T09:00:00Z');
const DAY = 86_400_000;
const GRAVEST_FIRST = ['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown'];

const site = open(process.argv[2]);
const server = await serve(site);
const browser = await launch();
const result = tally('alerts');
const all = JSON.parse(site.text('alerts.json')).alerts;
// Those in the language of the page come first.
const isEnglish = (alert) => alert.language.startsWith('en');
const alerts = [...all.filter(isEnglish), ...all.filter((alert) => !isEnglish(alert))];
try {
  result.check(alerts.length > 0, 'no alert is in force in the example');
  await shown();
  await over();
  await newer();
  await texts();
  await closed();
  await keys();
  await withoutScript();
  await inEachLanguage();
  await light();
} finally {
  await browser.close();
  server.close();
}
messages();
result.end();

/// A tab with a page, one in English if nothing else is said, whose clock stands at `now`, and that is told `json` of alerts, if any.
async function tab({ now = BUILT, json, script = true, scheme = 'light', at = 'about/' } = {}) {
  const tab = await browser.tab();
  await tab.setJavaScriptEnabled(script);
  await tab.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  await tab.evaluateOnNewDocument((now) => {
    Date.now = () => now;
    const { fetch } = window;
    window.fetch = (url, options) => fetch(url, (window.askedWith = options));
  }, now);
  if (json) {
    await tab.setRequestInterception(true);
    tab.on('request', (request) => {
      if (!request.url().endsWith('/alerts.json')) return request.continue();
      return request.respond({ contentType: 'application/json', body: JSON.stringify({ alerts: json }) });
    });
  }
  await tab.goto(server.origin + new URL(at, site.base).pathname, { waitUntil: 'networkidle0' });
  return tab;
}

/// What the banner shows: the names of alerts, none if it is hidden.
function banner(tab) {
  return tab.evaluate(() => [...document.querySelectorAll('[data-alert]')].filter((item) => item.checkVisibility()).map((item) => item.dataset.alert));
}

/// What is in force, with another version, name or end.
function changed(change) {
  return alerts.map((alert, at) => {
    if (at > 0) return alert;
    const { id, version, until } = { id: alert.id, version: alert.version, until: alert.expires, ...change };
    return { ...alert, id, version, expires: until, ...change.fields };
  });
}

async function shown() {
  const graveness = alerts.filter(isEnglish).map((alert) => GRAVEST_FIRST.indexOf(alert.severity));
  result.check(new Set(graveness).size > 1, 'the alerts of the example are all as grave');
  result.check(graveness.every((grave, at) => at === 0 || graveness[at - 1] <= grave), `the order of graveness is ${graveness}`);
  for (const scheme of ['light', 'dark']) {
    const at = await tab({ scheme });
    const inOrder = alerts.filter(isEnglish).map(({ id, version }) => `${id}@${version}`);
    result.check(`${await banner(at)}` === `${inOrder}`, `${scheme}: the gravest alert is not shown first`);
    await at.evaluate(AXE);
    const found = await at.evaluate(() => axe.run('.alerts'));
    result.check(found.violations.length === 0 && found.passes.length > 0, `${scheme}: axe finds ${found.violations.map((one) => one.id)}`);
    const box = await at.$eval('.alerts', (box) => [box.getAttribute('role'), box.getAttribute('aria-label')]);
    result.check(box[0] === 'region' && box[1], 'the banner is no region with a name');
    await at.close();
  }
  const drills = site.pages.filter((name) => /kind-alert/.test(site.text(name)) && /standing-exercise/.test(site.text(name)));
  result.check(drills.length > 0, 'the example has no exercise');
  const over = site.pages.filter((name) => /kind-alert/.test(site.text(name)) && /standing-corrected/.test(site.text(name)));
  result.check(over.length > 1, 'the example has no alert that is over');
  for (const name of over) {
    result.check(/<title>(CANCELLED|ALL CLEAR|ENDED): /.test(site.text(name)), `${name}: its title does not say that it is over`);
  }
  for (const name of drills) {
    result.check(/<meta name="robots" content="noindex">/.test(site.text(name)), `${name}: an exercise is for search engines`);
    result.check(!site.text('sitemap.xml').includes(`<loc>${site.address(name).href}</loc>`), `${name}: an exercise is in the sitemap`);
    result.check(!alerts.some((alert) => name.includes(`/${alert.id}/`)), `${name}: an exercise is in force`);
  }
}

async function over() {
  const at = await tab({ now: BUILT + 400 * DAY });
  result.check((await banner(at)).length === 0, 'an alert that is over is still shown');
  result.check(await at.$eval('.alerts', (box) => box.hidden), 'the empty banner takes room');
  await at.close();
  const gone = await tab({ json: [] });
  result.check((await banner(gone)).length === 0, 'an alert that was called off is still shown');
  await gone.close();
}

async function newer() {
  const json = changed({ id: 'newer' });
  const at = await tab({ json });
  result.check((await banner(at))[0] === `newer@${alerts[0].version}`, 'a newer alert is not shown');
  await at.close();
  const late = await tab({ json, now: BUILT + 400 * DAY });
  result.check((await banner(late)).length === 0, 'a newer alert that is over is shown');
  await late.close();
}

/// What the script makes of `alerts.json` looks as the page itself does; what stands in its fields is text, whatever it is.
async function texts() {
  const plain = (tab) => tab.evaluate(() => [...document.querySelectorAll('[data-alerts] li')].map((item) => {
    const copy = item.cloneNode(true);
    copy.querySelectorAll('[hidden]').forEach((part) => part.removeAttribute('hidden'));
    return copy.outerHTML.replace(/\s+/g, ' ').replace(/ (?=<)|(?<=>) /g, '').replace(/ (id|style)="[^"]*"/g, '');
  }));
  const built = await tab({ json: all });
  const renamed = await tab({ json: all.map((alert) => ({ ...alert, version: alert.version + 1000 })) });
  const [first, second] = [await plain(built), (await plain(renamed)).map((html) => html.replace(/@(\d+)/, (_, version) => `@${version - 1000}`))];
  result.check(`${first}` === `${second}`, `the script shows an alert in another way than the page: ${second} for ${first}`);
  result.check((await built.evaluate(() => window.askedWith?.cache)) === 'no-store', 'alerts.json is asked for from a cache');
  await built.close();
  await renamed.close();
  const hostile = '<img src=x onerror="window.hit = 1"><b>bold</b>';
  const fields = { headline: hostile, advice: hostile, severity_label: hostile, close: hostile, severity: '"><b>', url: 'javascript:window.hit=1', times: [{ label: hostile, at: hostile, text: hostile }], light: { url: 'https://elsewhere.example/', label: hostile } };
  const at = await tab({ json: changed({ id: 'hostile', fields }) });
  const [hit, parts, links, said] = await at.evaluate(() => {
    const item = document.querySelector('[data-alert^="hostile@"]');
    return [window.hit, item.querySelectorAll('img, b').length, [...item.querySelectorAll('a')].map((link) => link.getAttribute('href')), item.querySelector('a').textContent];
  });
  result.check(!hit && parts === 0, `a field of alerts.json becomes HTML: ${hit}, ${parts}`);
  result.check(links.every((link) => link === '/'), `alerts.json leads away from the hub: ${links}`);
  result.check(said === hostile, `a field is shown as ${said}`);
  await at.close();
}

async function closed() {
  const at = await tab();
  await at.click('.notice button');
  result.check(!(await banner(at)).includes(`${alerts[0].id}@${alerts[0].version}`), 'an alert cannot be closed');
  await at.reload({ waitUntil: 'networkidle0' });
  result.check(!(await banner(at)).includes(`${alerts[0].id}@${alerts[0].version}`), 'a closed alert is shown again');
  await at.close();
  const again = await tab({ json: changed({ version: alerts[0].version + 1 }) });
  result.check((await banner(again))[0] === `${alerts[0].id}@${alerts[0].version + 1}`, 'an update of a closed alert is not shown');
  await again.evaluate(() => localStorage.clear());
  await again.close();
}

async function keys() {
  const at = await tab();
  for (let presses = 0; presses < 12; presses += 1) {
    await at.keyboard.press('Tab');
    if (await at.evaluate(() => document.activeElement.matches('.notice button'))) break;
  }
  const name = await at.evaluate(() => document.activeElement.textContent);
  result.check(name.includes(alerts[0].headline), `the button is called “${name}”`);
  const tall = await at.evaluate(() => document.activeElement.getBoundingClientRect().height);
  result.check(tall >= 24, `the button is ${tall} pixels high`);
  await at.keyboard.press('Enter');
  result.check(!(await banner(at)).includes(`${alerts[0].id}@${alerts[0].version}`), 'an alert cannot be closed with keys');
  result.check(await at.evaluate(() => document.activeElement !== document.body), 'closing an alert loses the place of the keys');
  await at.evaluate(() => localStorage.clear());
  await at.close();
}

async function withoutScript() {
  const at = await tab({ script: false });
  const told = await at.$eval('.notice', (item) => [item.innerText, ...[...item.querySelectorAll('time')].map((time) => time.dateTime)].join(' '));
  result.check(told.includes(alerts[0].headline), 'without script no alert is shown');
  result.check(alerts[0].expires === null || told.includes(alerts[0].expires.slice(0, 10)), 'without script no time of expiry is shown');
  result.check(!(await at.$eval('.notice button', (button) => button.checkVisibility())), 'without script there is a button that does nothing');
  const wide = await at.$eval('.notice-title', (title) => title.getBoundingClientRect().width);
  result.check(wide > 300, `without script the name of an alert has ${wide} pixels`);
  await at.close();
}

/// Each page shows an alert once, in its own language where there is that, from the right where that is read so.
async function inEachLanguage() {
  const translated = all.filter((alert) => !isEnglish(alert));
  result.check(translated.length > 0, 'no alert in force is translated');
  for (const { id, version, language, headline } of translated) {
    const at = await tab({ at: `${language}/` });
    result.check((await banner(at)).filter((name) => name === `${id}@${version}`).length === 1, `${language}: ${id} is not shown once`);
    const told = await at.$eval('.alerts', (box) => [box.innerText, getComputedStyle(box).direction]);
    const wanted = await at.evaluate(() => document.documentElement.dir || 'ltr');
    result.check(told[0].includes(headline) && told[1] === wanted, `${language}: ${id} is shown as ${told}`);
    const [title, button] = await at.$eval('.notice', (item) => ['.notice-title', 'button'].map((part) => item.querySelector(part).getBoundingClientRect().left));
    result.check((wanted === 'rtl') === (button < title), `${language}: the button stands where reading begins`);
    await at.evaluate(AXE);
    const found = await at.evaluate(() => axe.run('.alerts'));
    result.check(found.violations.length === 0 && found.passes.length > 0, `${language}: axe finds ${found.violations.map((one) => one.id)}`);
    await at.close();
  }
  const english = await tab();
  result.check((await banner(english)).length === all.filter(isEnglish).length, 'an English page shows an alert in other languages too');
  await english.close();
}

async function light() {
  const pages = site.names.filter((name) => name.endsWith('/light.html'));
  result.check(pages.length > 1, 'there are no pages for bad lines');
  for (const name of pages) {
    result.check(site.read(name).length <= 14 * 1024, `${name}: has ${site.read(name).length} bytes`);
    const at = await browser.tab();
    const asked = [];
    at.on('request', (request) => request.url().startsWith('data:') || asked.push(request.url()));
    const troubles = [];
    at.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
    await at.goto(server.origin + site.address(name).pathname, { waitUntil: 'networkidle0' });
    result.check(asked.length === 1, `${name}: fetches ${asked.slice(1)}`);
    await at.evaluate(AXE);
    const found = await at.evaluate(() => axe.run());
    result.check(found.violations.length === 0 && found.passes.length > 0, `${name}: axe finds ${found.violations.map((one) => one.id)}`);
    const wide = await at.evaluate(() => getComputedStyle(document.body).maxWidth);
    result.check(wide !== 'none' && troubles.length === 0, `${name}: its style is not allowed: ${troubles}`);
    await at.close();
  }
}

function messages() {
  const files = site.names.filter((name) => name.endsWith('.cap.xml'));
  result.check(files.length > 2, 'there are no messages');
  const known = new Set();
  for (const name of files) {
    const text = (element) => new RegExp(`<${element}>([^<]*)<`).exec(site.text(name))?.[1];
    try {
      execFileSync('xmllint', ['--noout', '--schema', SCHEMA, path.join(site.folder, name)], { stdio: 'pipe' });
      result.check(true);
    } catch (error) {
      result.check(false, `${name}: ${error.stderr}`);
    }
    result.check(!/[\s,<&]/.test(text('identifier') + text('sender')), `${name}: its identifier or sender ends a reference`);
    result.check(!known.has(text('identifier')), `${name}: has the identifier of another`);
    result.check(text('msgType') === 'Alert' || text('references') !== undefined, `${name}: refers to no message before it`);
    result.check(text('headline').length <= 160, `${name}: has a long headline`);
    known.add(text('identifier'));
  }
  for (const name of files) {
    for (const reference of (/<references>([^<]*)</.exec(site.text(name))?.[1] ?? '').split(' ').filter(Boolean)) {
      result.check(known.has(reference.split(',')[1]), `${name}: refers to ${reference}, which is not there`);
    }
  }
  const feed = site.text('alerts.xml');
  const links = [...feed.matchAll(/<link>([^<]*\.cap\.xml)<\/link>/g)].map(([, link]) => link);
  result.check(links.length > 0 && links.every((link) => site.fileAt(new URL(link).pathname)), 'the feed of messages leads to what is not there');
  result.check(!links.some((link) => /<status>(Exercise|Test)</.test(site.text(site.fileAt(new URL(link).pathname)))), 'an exercise is in the feed of messages');
}
