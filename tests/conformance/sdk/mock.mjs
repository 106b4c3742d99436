// The mock under test: `orbench mock` on its default catalog, made to answer at once.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The catalog without waiting times. */
function quickCatalog(file) {
  const catalog = JSON.parse(readFileSync(file, 'utf8'));
  catalog.settings.generation_delay_ms = 0;
  catalog.settings.log_content = true;
  for (const endpoint of catalog.endpoints) {
    endpoint.ttft = { fixed_ms: 0 };
    endpoint.gap = { fixed_ms: 0 };
  }
  return catalog;
}

/** Starts the mock; resolves to its base URL and the way to end it. */
export async function startMock(orbench, catalogFile) {
  const folder = mkdtempSync(join(tmpdir(), 'orbench-sdk-'));
  const config = join(folder, 'catalog.json');
  writeFileSync(config, JSON.stringify(quickCatalog(catalogFile)));
  const child = spawn(orbench, ['mock', '--config', config, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => { child.once('exit', resolve); });
  const stop = async () => {
    child.kill('SIGTERM');
    const code = await ended;
    rmSync(folder, { recursive: true });
    return code;
  };
  for await (const line of createInterface({ input: child.stdout })) {
    const listening = /^listening on (\S+)/.exec(line);
    if (listening) return { url: listening[1], stop };
  }
  throw new Error(`the mock ended with ${await ended} before it listened`);
}
