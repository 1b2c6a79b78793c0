// Every page of the built site in a real browser: accessibility by axe in light and dark, nothing blocked, nothing
// from elsewhere, nothing stored, nothing wider than a small telephone, and no link that leads nowhere.
//
// Usage: node pages.mjs SITE

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { launch } from './browser.mjs';
import { open, refresh, serve, tally } from './site.mjs';

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const DESK = { width: 1280, height: 900 };
const TELEPHONE = { width: 320, height: 640 };
const LOOKS = [
  { scheme: 'light', viewport: DESK },
  { scheme: 'dark', viewport: DESK },
  { scheme: 'light', viewport: TELEPHONE },
  { scheme: 'dark', viewport: TELEPHONE },
];
const TABS = 3;
/// What pages of the example say that they are, each at least once.
const KINDS = [
  'home', 'section', 'news', 'research', 'guide', 'alert', 'live', 'update', 'training', 'event', 'question', 'person', 'page',
  'term', 'taxonomy', 'subscribe', 'gone', '404', 'forest plot',
];

const site = open(process.argv[2]);
const server = await serve(site);
const browser = await launch();
const result = tally('pages');
const seen = new Map();
const kinds = new Set();
try {
  const waiting = [...site.pages];
  const work = async () => {
    const tab = await browser.tab();
    await watchPolicy(tab);
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      seen.set(name, await visit(tab, name, server.origin + site.address(name).pathname, 200));
    }
    await tab.close();
  };
  await Promise.all(Array.from({ length: TABS }, work));
  await nothingFound();
  await keyboard();
  await film();
  const cookies = await browser.cookies();
  result.check(cookies.length === 0, `cookies were set: ${cookies.map((cookie) => cookie.name)}`);
} finally {
  await browser.close();
  server.close();
}
for (const kind of KINDS) result.check(kinds.has(kind), `no page of the kind ${kind} was looked at`);
result.check([...seen.keys()].some((name) => name.endsWith('/light.html')), 'no page for bad lines was looked at');
links();
redirects();
result.end();

/// Opens a page, tests what can be tested there, and returns its ids and links.
async function visit(tab, name, url, status) {
  const troubles = [];
  const listeners = {
    console: (message) => message.type() === 'error' && troubles.push(`console: ${message.text()}`),
    pageerror: (error) => troubles.push(`script: ${error.message}`),
    requestfailed: (request) => troubles.push(`request failed: ${request.url()} ${request.failure()?.errorText}`),
    request: (request) => {
      if (!request.url().startsWith(`${server.origin}/`) && !request.url().startsWith('data:')) {
        troubles.push(`request to another origin: ${request.url()}`);
      }
    },
    response: (response) => {
      if (response.status() >= 400 && response.url() !== url) troubles.push(`${response.status()}: ${response.url()}`);
    },
  };
  for (const [event, listener] of Object.entries(listeners)) tab.on(event, listener);
  await tab.setViewport(DESK);
  const response = await tab.goto(url, { waitUntil: 'load' });
  result.check(response.status() === status, `${name}: status ${response.status()} for ${url}`);
  await everythingLoaded(tab);
  const inside = await tab.evaluate(inventory);
  for (const [event, listener] of Object.entries(listeners)) tab.off(event, listener);
  if (status === 404) drop(troubles, (trouble) => trouble.startsWith('console: Failed to load resource'));
  kinds.add(inside.kind);
  troubles.push(...inside.violations);
  result.check(troubles.length === 0, `${name}: ${troubles.join('; ')}`);
  result.check(inside.stored === 0, `${name}: something is stored in the browser`);
  result.check(inside.broken.length === 0, `${name}: images that do not show: ${inside.broken}`);
  await tab.evaluate(AXE);
  for (const look of LOOKS) await looked(tab, name, look);
  return inside;
}

function drop(list, unwanted) {
  list.splice(0, list.length, ...list.filter((item) => !unwanted(item)));
}

/// Has the page remember what its Content-Security-Policy forbids, from before its first byte.
async function watchPolicy(tab) {
  await tab.evaluateOnNewDocument(() => {
    globalThis.violations = [];
    document.addEventListener('securitypolicyviolation', (event) => {
      globalThis.violations.push(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
}

/// Brings in what waits to be scrolled to, and waits for fonts.
async function everythingLoaded(tab) {
  await tab.evaluate(async () => {
    const images = [...document.images];
    for (const image of images) image.loading = 'eager';
    // Not `decode()`: it waits for a frame, and a tab that is not looked at may draw none.
    const settled = (image) => new Promise((done) => {
      for (const end of ['load', 'error']) image.addEventListener(end, done, { once: true });
      if (image.complete) done();
    });
    await Promise.all(images.map(settled));
    await document.fonts.ready;
  });
}

/// Runs in the page: what it holds, with addresses as the browser resolves them.
function inventory() {
  const all = (selector, read) => [...document.querySelectorAll(selector)].map(read);
  const candidates = (element) => element.srcset.split(',').map((part) => new URL(part.trim().split(/\s+/)[0], location).href);
  return {
    kind: /kind-(\S+)/.exec(document.body.className)?.[1],
    violations: globalThis.violations,
    stored: document.cookie.length + localStorage.length + sessionStorage.length,
    broken: all('img', (image) => image).filter((image) => image.naturalWidth === 0).map((image) => image.src),
    ids: all('[id]', (element) => element.id),
    links: [
      ...all('a[href], area[href], link[href]', (element) => element.href),
      ...all('img[src], script[src], source[src], video[src], audio[src], track[src], iframe[src]', (element) => element.src),
      ...all('video[poster]', (element) => element.poster),
      ...all('img[srcset], source[srcset]', candidates).flat(),
      ...all('svg use', (element) => new URL(element.getAttribute('href'), location).href),
      ...all('form[action]', (element) => element.action),
    ],
  };
}

/// One page in one colour scheme and width.
async function looked(tab, name, { scheme, viewport }) {
  await tab.setViewport(viewport);
  await tab.emulateMediaFeatures([
    { name: 'prefers-color-scheme', value: scheme },
    { name: 'prefers-reduced-motion', value: 'reduce' },
  ]);
  const { violations, passes, wide } = await tab.evaluate(look, RULES);
  const where = `${name} (${scheme}, ${viewport.width} px)`;
  const told = violations.map(({ rule, at }) => `axe ${rule}, ${at.length} times: ${at.slice(0, 3).join(' | ')}`);
  result.check(told.length === 0 && passes > 0, `${where}: ${told.join('; ') || 'axe looked at nothing'}`);
  result.check(wide === undefined, `${where}: wider than the window: ${wide}`);
  const crossed = await tab.$$eval('.chart-drawing', crossedWords);
  result.check(crossed.length === 0, `${where}: words of a chart are crossed: ${crossed}`);
  if (await tab.$('.chart-none')) kinds.add('forest plot');
}

/// Runs in the page: the words of drawings that another shape or other words cross.
function crossedWords(drawings) {
  const box = (shape) => {
    const { left, right, top, bottom } = shape.getBoundingClientRect();
    // The box of a text is as high as its line, and letters are lower.
    const air = shape.localName === 'text' ? (bottom - top) / 5 : 0;
    return { left, right, top: top + air, bottom: bottom - air };
  };
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  return drawings.flatMap((drawing) => {
    const shapes = [...drawing.querySelectorAll('text, rect, line:not(.chart-grid)')].map((shape) => [shape, box(shape)]);
    const crosses = ([one, a]) => shapes.some(([other, b]) => other !== one && meet(a, b));
    return shapes.filter((shape) => shape[0].localName === 'text' && crosses(shape)).map(([text]) => text.textContent);
  });
}

/// Runs in the page: the rules that it breaks, and what makes it wider than the window, if it is.
async function look(rules) {
  const found = await globalThis.axe.run(document, { runOnly: rules, resultTypes: ['violations'] });
  const violations = found.violations.map((violation) => ({
    rule: violation.id,
    at: violation.nodes.map((node) => `${node.target}: ${node.failureSummary.replace(/\s+/g, ' ')}`),
  }));
  const passes = found.passes.length;
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return { violations, passes };
  // What scrolls in a box of its own, as a wide table does, does not make the page wider.
  const boxed = (element) => {
    for (let box = element.parentElement; box; box = box.parentElement) {
      if (getComputedStyle(box).overflowX !== 'visible') return true;
    }
    return false;
  };
  const culprits = [...document.body.querySelectorAll('*')]
    .filter((element) => element.getBoundingClientRect().right > clientWidth && !boxed(element))
    .map((element) => `${element.localName}.${element.className}`);
  return { violations, passes, wide: `${scrollWidth} px by ${culprits.slice(0, 5)}` };
}

/// What a host answers for an address that does not exist has its style and images too, however deep it is.
async function nothingFound() {
  const tab = await browser.tab();
  await watchPolicy(tab);
  const address = `${server.origin}${site.base.pathname}no/such/page/`;
  await visit(tab, '404.html for a deep address', address, 404);
  await tab.close();
}

/// The first thing that the keyboard reaches leads past the menu, can be seen, and works.
async function keyboard() {
  const tab = await browser.tab();
  await tab.setViewport(DESK);
  await tab.goto(server.origin + site.base.pathname, { waitUntil: 'load' });
  await tab.keyboard.press('Tab');
  const skip = await tab.evaluate(() => {
    const { left, top, width, height } = document.activeElement.getBoundingClientRect();
    return { href: document.activeElement.getAttribute('href'), seen: left >= 0 && top >= 0 && width > 20 && height > 20 };
  });
  result.check(skip.href === '#_main' && skip.seen, `the skip link is not first or not seen: ${JSON.stringify(skip)}`);
  await tab.keyboard.press('Enter');
  const main = await tab.evaluate(() => document.activeElement.id);
  result.check(main === '_main', `the skip link leads the keyboard to \`${main}\``);
  await tab.close();
}

/// A film on another host is asked for when its button is pressed and not before, under the policy, and takes the keyboard.
/// Without script it is a link, and no button.
async function film() {
  const name = site.pages.find((name) => site.text(name).includes('data-player='));
  result.check(name !== undefined, 'no page has a film on another host');
  if (name === undefined) return;
  const url = server.origin + site.address(name).pathname;
  const tab = await browser.tab();
  await watchPolicy(tab);
  const asked = [];
  await tab.setRequestInterception(true);
  tab.on('request', (request) => {
    if (request.url().startsWith(server.origin)) return request.continue();
    asked.push(request.url());
    return request.respond({ contentType: 'text/html', body: '<!doctype html><title>A film</title>' });
  });
  await tab.goto(url, { waitUntil: 'load' });
  const button = await tab.$eval('[data-player]', ({ dataset }) => ({ player: dataset.player, title: dataset.title }));
  result.check(asked.length === 0, `${name}: asked before anybody wanted it: ${asked}`);
  await tab.focus('[data-player]');
  await tab.keyboard.press('Enter');
  await tab.waitForFrame((frame) => frame.url() === button.player);
  const shown = await tab.evaluate(() => ({ title: document.activeElement.title, violations: globalThis.violations }));
  result.check(asked.length === 1 && asked[0] === button.player, `${name}: asked ${asked} for the film ${button.player}`);
  result.check(shown.title === button.title, `${name}: the keyboard is at "${shown.title}" and not in the film`);
  result.check(shown.violations.length === 0, `${name}: ${shown.violations}`);
  await tab.setJavaScriptEnabled(false);
  await tab.goto(url, { waitUntil: 'load' });
  const plain = await tab.$('.elsewhere');
  result.check(await (await plain.$('button')).isHidden(), `${name}: the button is there without script`);
  result.check((await plain.$('a[href^="https:"]')) !== null, `${name}: no link to the film`);
  await tab.close();
}

/// Every link into the site, from any page, leads to a file; and if it names a place in a page, that is there.
function links() {
  for (const [name, { links }] of seen) {
    const lost = links.filter((link) => !leads(new URL(link)));
    result.check(lost.length === 0, `${name}: links that lead nowhere: ${[...new Set(lost)]}`);
  }
}

function leads(url) {
  // Beside the hub there may be other things at its real address; at the server's there is nothing else.
  const ours = url.origin === server.origin || url.href.startsWith(site.base.href);
  if (!ours) return true;
  const file = site.fileAt(url.pathname);
  if (file === undefined) return false;
  const anchor = decodeURIComponent(url.hash.slice(1));
  // A place in a recording, in seconds.
  if (/^t=\d+(\.\d+)?$/.test(anchor)) return /\.(mp3|mp4|webm|m4a|ogg)$/.test(file);
  return anchor === '' || (seen.get(file)?.ids.includes(anchor) ?? false);
}

/// Pages that only lead elsewhere lead to a page, at once, and `_redirects` says the same. What is gone is shown where it
/// stood, as not found.
function redirects() {
  const lines = site.text('_redirects').trim().split('\n');
  result.check(site.redirects.length > 5 && lines.length > 5, 'there are hardly any redirects');
  result.check(lines.some((line) => line.endsWith(' 404!')), 'nothing is gone');
  for (const name of site.redirects) {
    const html = site.text(name);
    const to = new URL(refresh(html), site.address(name));
    result.check(to.origin !== site.base.origin || leads(to), `${name}: leads to ${to}, which is not there`);
    result.check(html.includes(`href="${refresh(html)}"`), `${name}: has no link for those whom it does not move`);
  }
  for (const line of lines) {
    const [from, to, status] = line.split(' ');
    const isGone = status === '404!' && from === to;
    result.check((status === '301' || isGone) && from.startsWith(site.base.pathname), `_redirects: \`${line}\` is no redirect of this site`);
    result.check(leads(new URL(to, site.base)), `_redirects: \`${line}\` leads nowhere`);
  }
}
