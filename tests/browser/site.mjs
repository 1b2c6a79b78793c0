// The built site as the tests see it: its files, its base address, and a server of it that behaves like a host.
// What the pages should be is not known here: that is in the files beside this one.

import { createServer } from 'node:http';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/// Opens the built site in a folder. Its base address is what the home page gives as its own.
export function open(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
  const files = new Set(names);
  const read = (name) => readFileSync(path.join(folder, name));
  const text = (name) => read(name).toString('utf8');
  const base = new URL(/<link rel="canonical" href="([^"]*)">/.exec(text('index.html'))[1]);
  const html = names.filter((name) => name.endsWith('.html'));
  const moved = (name) => refresh(text(name)) !== undefined;
  return {
    folder,
    base,
    names,
    files,
    read,
    text,
    /// The pages that are read, redirects left out.
    pages: html.filter((name) => !moved(name)),
    /// The pages that only lead elsewhere.
    redirects: html.filter(moved),
    /// The file that a host sends for a path from its root, if there is one.
    fileAt(pathname) {
      if (!pathname.startsWith(base.pathname)) return undefined;
      const name = decodeURIComponent(pathname.slice(base.pathname.length));
      const file = name === '' || name.endsWith('/') ? `${name}index.html` : name;
      return files.has(file) ? file : undefined;
    },
    /// Where a host would serve a file: folders by their name alone.
    address: (name) => new URL(encodeURI(name.replace(/(^|\/)index\.html$/, '$1')), base),
  };
}

/// Where a page that only leads elsewhere leads.
export function refresh(html) {
  return /<meta http-equiv="refresh" content="0; url=([^"]*)">/.exec(html)?.[1];
}

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ics': 'text/calendar; charset=utf-8',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.mp3': 'audio/mpeg',
  '.mp4': 'video/mp4',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.vtt': 'text/vtt; charset=utf-8',
  '.webp': 'image/webp',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml',
};

/// A port of the loopback address that nobody uses.
export async function freePort() {
  const server = createServer();
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

/// Serves a site on the loopback address, below its own path and with its own `_headers`.
export async function serve(site, port = 0) {
  const rules = headerRules(site.text('_headers'));
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const found = site.fileAt(pathname);
    const file = found ?? '404.html';
    response.setHeader('Content-Type', TYPES[path.extname(file)] ?? 'application/octet-stream');
    for (const rule of rules.filter((rule) => rule.pattern.test(pathname))) {
      response.setHeader(rule.name, rule.value);
    }
    response.writeHead(found ? 200 : 404).end(site.read(file));
  });
  await new Promise((ready) => server.listen(port, '127.0.0.1', ready));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return { origin, close: () => server.close() };
}

/// Reads a `_headers` file: a path pattern, then its headers, indented.
function headerRules(text) {
  const rules = [];
  let pattern;
  for (const line of text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'))) {
    if (/^\s/.test(line)) {
      const [, name, value] = /^\s+([^:]+):\s*(.*)$/.exec(line);
      rules.push({ pattern, name, value });
    } else {
      const escaped = line.trim().replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
      pattern = new RegExp(`^${escaped}$`);
    }
  }
  return rules;
}

/// Counts what was asserted and prints what failed; `end` prints the closing line and sets the exit status.
export function tally(part) {
  const failures = [];
  let passed = 0;
  // Until the end says otherwise: a script that stops before it has not passed.
  process.exitCode = 1;
  return {
    check(holds, message) {
      if (holds) passed += 1;
      else failures.push(message);
    },
    end() {
      // A part that looked at nothing has not passed.
      if (passed === 0) failures.push('nothing was tested');
      for (const failure of failures) console.error(`${part}: ${failure}`);
      console.log(`${part}: ${passed} passed, ${failures.length} failed`);
      process.exitCode = failures.length === 0 ? 0 : 1;
    },
  };
}
