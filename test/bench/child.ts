import { spawn } from 'node:child_process';
import type { Measurement } from './benchmark.ts';

/**
 * Runs a script in a Node process of its own, so that its memory is its own. The script prints one JSON line
 * `{ milliseconds }`; its largest resident set is what the system counted.
 */
export function measureChild(script: string, parameters: readonly string[]): Promise<Measurement> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...parameters], { stdio: ['ignore', 'pipe', 'inherit'] });
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code !== 0) reject(new Error(`${script} ended with ${code}`));
      else resolve(JSON.parse(printed) as Measurement);
    });
  });
}

/** What a measured script prints. `maxRSS` is in KiB (getrusage). */
export function printMeasurement(milliseconds: number): void {
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  process.stdout.write(`${JSON.stringify({ milliseconds, peakBytes })}\n`);
}
