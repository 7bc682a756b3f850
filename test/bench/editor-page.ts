import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { openNodeHost } from '../../electron/compose/node-host.ts';
import { findBrowser } from '../support/browser.ts';
import { chain } from './engine-run.ts';
import { millrace } from './millrace-command.ts';

const COLUMNS = 40;
const COLUMN_WIDTH = 352;
const ROW_HEIGHT = 144;

/** A window on flows of so many steps each, and one beside it for plain pages. */
export type EditorWindows = {
  readonly ours: Page;
  readonly plain: Page;
  /** Address of the flow with so many steps. */
  addressOf(size: number): string;
  close(): Promise<void>;
};

/** Opens Millrace in a browser as `millrace serve` shows it, past its first load, on flows of these sizes. */
export async function openEditor(sizes: readonly number[]): Promise<EditorWindows> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  const ids = await createFlows(folder, sizes);
  const server = await serve(folder);
  const found = findBrowser();
  if (!found) throw new Error('No browser was found: set CHROMIUM_PATH to one.');
  const browser = await chromium.launch({
    executablePath: found.executablePath,
    args: [...found.args],
    chromiumSandbox: found.sandbox,
  });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  const ours = await context.newPage();
  await ours.goto(server.url);
  await ours.getByRole('navigation').first().waitFor();
  return {
    ours,
    plain: await context.newPage(),
    addressOf: (size) => `#/flows/${ids.get(size)}`,
    close: async () => {
      await browser.close();
      server.child.kill('SIGTERM');
      await once(server.child, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Places of steps on the canvas, in rows. */
export function placeOf(index: number): { x: number; y: number } {
  return { x: (index % COLUMNS) * COLUMN_WIDTH, y: Math.floor(index / COLUMNS) * ROW_HEIGHT };
}

async function createFlows(dataFolder: string, sizes: readonly number[]): Promise<Map<number, string>> {
  const ids = new Map<number, string>();
  const host = await openNodeHost({ dataFolder, ownerName: 'bench', version: '0', shell: 'none' });
  for (const size of sizes) {
    const steps = Array.from({ length: size }, (_, index) => ({
      id: `step_${index}`,
      type: index === 0 ? 'manual' : 'map_fields',
      name: `Step ${index}`,
      ...(index === 0 ? {} : { settings: { fields: [{ name: 'n', value: '{{ n + 1 }}' }] } }),
    }));
    const places = steps.map(({ id }, index): [string, [number, number]] => {
      const { x, y } = placeOf(index);
      return [id, [x, y]];
    });
    const document = { ...chain(steps), layout: { steps: Object.fromEntries(places) } };
    ids.set(size, host.services.flows.create(`Flow of ${size}`, document).id);
  }
  await host.close();
  return ids;
}

function serve(dataFolder: string): Promise<{ child: ChildProcess; url: string }> {
  const command = [...millrace.flags, millrace.script, 'serve', '--no-open', '--data', dataFolder];
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const url = /http:\/\/127\.0\.0\.1:\d+\/#code=\S+/.exec(printed)?.[0];
      if (url) resolve({ child, url });
    });
    child.on('exit', (code) => reject(new Error(`millrace serve ended with ${code} before it answered.`)));
  });
}
