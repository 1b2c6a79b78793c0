// A preview that runs beside the tests, and waiting for what it does.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export const NOW = '2026-11-20T09:00:00Z';
const PATIENCE = 60_000;

/// Starts `bulletin watch` for a hub, and waits for its address and that of its desk, which is another origin.
export async function start(bulletin, hub, port, ...more) {
  const args = ['watch', '--root', hub, '--port', String(port), '--format', 'json', '--now', NOW, ...more];
  const child = spawn(bulletin, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    const { address, desk } = JSON.parse(line);
    if (!address) continue;
    // What else it says is not read, and must not fill the pipe.
    lines.on('line', () => {});
    child.stdout.resume();
    return { child, address, desk: new URL('/', desk).href };
  }
  throw new Error('the preview did not start');
}

/// Whether `holds`, run in the page, comes true. Over a reload it begins again.
export async function comesTrue(tab, holds, ...args) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const done = await tab.evaluate(holds, ...args).catch(() => false);
    if (done) return true;
    if (Date.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
