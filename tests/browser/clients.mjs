// A page of every kind as real readers of links see it: libraries that apps use to show a preview. The example is built
// for a loopback address and served there, so that they fetch it as they would any page.
//
// Usage: node clients.mjs BULLETIN HUB FOLDER NOW

import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { getPreviewFromContent } from 'link-preview-js';
import ogs from 'open-graph-scraper';
import { unfurl } from 'unfurl.js';
import { imageSize } from './images.mjs';
import { freePort, open, serve, tally } from './site.mjs';
import { wanted } from './wanted.mjs';

const [bulletin, hub, folder, now] = process.argv.slice(2);
const port = await freePort();
const base = `http://127.0.0.1:${port}/hub/`;
rmSync(folder, { recursive: true, force: true });
execFileSync(bulletin, ['build', '--root', hub, '--out', folder, '--now', now, '--base-url', base], { stdio: 'pipe' });
const site = open(folder);
const server = await serve(site, port);
const result = tally('clients');
const dated = new Set();
await Promise.all(wanted(hub).flatMap((page) => [openGraphScraper(page), unfurlJs(page), linkPreviewJs(page)]));
server.close();
for (const kind of ['news', 'research', 'guide', 'question', 'training', 'alert', 'live coverage']) result.check(dated.has(kind), `unfurl.js: no date of ${kind}`);
result.end();

/// Asserts that a client found what stands in front matter. `found` has only what this client can read.
function same(client, page, found) {
  for (const [key, value] of Object.entries(found)) {
    const holds = JSON.stringify(value) === JSON.stringify(page[key]);
    result.check(holds, `${client}: ${page.kind}: ${key} is ${JSON.stringify(value)}, not ${JSON.stringify(page[key])}`);
  }
}

/// Fetches the picture that a client found: it is there, and as large as the client was told.
async function picture(client, page, url, size) {
  const name = `${client}: ${page.kind}: the picture ${url}`;
  result.check(url?.startsWith(base), `${name} is not of the site`);
  const response = await fetch(url);
  result.check(response.status === 200, `${name} answers ${response.status}`);
  const real = imageSize(Buffer.from(await response.arrayBuffer()));
  result.check(response.headers.get('content-type') === real.type, `${name} is sent as another type than ${real.type}`);
  if (size === undefined) return;
  result.check(size.type === real.type && Number(size.width) === real.width && Number(size.height) === real.height, `${name} is ${JSON.stringify(real)}, not ${JSON.stringify(size)}`);
}

/// Reads tags and structured data. Of several tags of a kind it keeps the last, so authors are read from the latter.
async function openGraphScraper(page) {
  const client = 'open-graph-scraper';
  const { error, result: read } = await ogs({ url: base + page.address });
  result.check(!error, `${client}: ${page.kind}: cannot be read`);
  const main = read.jsonLD[0];
  const found = { title: read.ogTitle, description: read.ogDescription };
  if ('headline' in main) found.title = main.headline;
  if ('datePublished' in main) Object.assign(found, { date: main.datePublished, updated: main.dateModified });
  if ('startDate' in main) found.starts = main.startDate;
  if ('author' in main) found.authors = main.author.map((author) => author.name);
  if (page.alt !== undefined) found.alt = read.ogImage[0].alt;
  same(client, page, found);
  result.check(read.ogImage.length === 1, `${client}: ${page.kind}: ${read.ogImage.length} pictures`);
  await picture(client, page, read.ogImage[0].url, read.ogImage[0]);
}

/// Reads tags alone. Of several authors it keeps the last, and makes an article of each: the first has the dates.
async function unfurlJs(page) {
  const client = 'unfurl.js';
  const read = await unfurl(base + page.address, { oembed: false });
  const { title, description, images, articles } = read.open_graph;
  const found = { title, description };
  if (page.alt !== undefined) found.alt = images[0].alt;
  same(client, page, found);
  result.check(read.author === page.authors.at(-1), `${client}: ${page.kind}: the author is ${read.author}`);
  const [article] = articles ?? [];
  if (article !== undefined) {
    dated.add(page.kind);
    result.check(isOf(article.published_time, page.date), `${client}: ${page.kind}: published ${article.published_time}, not ${page.date}`);
    result.check(isOf(article.modified_time, page.updated), `${client}: ${page.kind}: changed ${article.modified_time}, not ${page.updated}`);
  }
  await picture(client, page, images[0].url, images[0]);
}

/// Refuses loopback addresses, to protect the servers that it runs on, so it gets what was fetched for it. It knows
/// nothing of dates, authors and sizes.
async function linkPreviewJs(page) {
  const url = base + page.address;
  const response = await fetch(url);
  const headers = Object.fromEntries(response.headers);
  const read = await getPreviewFromContent({ url, headers, data: await response.text() });
  same('link-preview-js', page, { title: read.title, description: read.description });
  result.check(read.siteName === page.hub, `link-preview-js: ${page.kind}: the site is ${read.siteName}, not ${page.hub}`);
  await picture('link-preview-js', page, read.images[0]);
}

/// Whether a moment is the one that is written, or of the day that is written, which begins where the hub is.
function isOf(moment, written) {
  if (/T/.test(written)) return Date.parse(moment) === Date.parse(written);
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/London' }).format(new Date(moment));
  return day === written;
}
