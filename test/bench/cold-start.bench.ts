import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openNodeHost } from '../../electron/compose/node-host.ts';
import type { Benchmark, Measurement } from './benchmark.ts';
import { readPeakBytes } from './child.ts';
import { millrace } from './millrace-command.ts';

const folders = new Map<number, string>();

/** Starts a server that prints its URL, asks it once, and ends it. */
async function startAndAsk(parameters: readonly string[]): Promise<Measurement> {
  const began = performance.now();
  const child = spawn(process.execPath, [...parameters], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await readUrl(child);
  const answer = await fetch(url);
  await answer.arrayBuffer();
  const milliseconds = performance.now() - began;
  const peakBytes = readPeakBytes(child.pid ?? 0);
  const ended = new Promise((resolve) => child.on('exit', resolve));
  child.kill('SIGTERM');
  await ended;
  return { milliseconds, ...(peakBytes === undefined ? {} : { peakBytes }) };
}

function readUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
      if (url && printed.includes('\n')) resolve(url);
    });
    child.on('exit', (code) => reject(new Error(`It ended with ${code} before it answered.`)));
  });
}

/** From nothing to the first answer, on data folders with ever more flows. Needs `npm run build`. */
export const coldStart: Benchmark = {
  name: 'cold start until it answers',
  unit: 'flows',
  sizes: [1, 100, 1_000],
  rounds: () => 7,
  prepare: async () => {
    for (const size of coldStart.sizes) {
      const dataFolder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
      folders.set(size, dataFolder);
      const host = await openNodeHost({ dataFolder, ownerName: 'bench', version: '0', shell: 'none' });
      for (let index = 1; index < size; index += 1) host.services.flows.create(`Flow ${index}`);
      await host.close();
    }
  },
  finish: async () => {
    for (const folder of folders.values()) rmSync(folder, { recursive: true, force: true });
  },
  plain: () => startAndAsk([join(import.meta.dirname, 'plain-server.mjs')]),
  ours: (size) =>
    startAndAsk([...millrace.flags, millrace.script, 'serve', '--no-open', '--data', folders.get(size) ?? '']),
  goals: [
    { text: '≤ 4× time', size: 1, holds: (ours, plain) => ours.milliseconds <= 4 * plain.milliseconds },
    { text: '≤ 2× memory', size: 1, holds: (ours, plain) => (ours.peakBytes ?? 0) <= 2 * (plain.peakBytes ?? 0) },
  ],
};
