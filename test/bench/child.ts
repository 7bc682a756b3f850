import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Measurement } from './benchmark.ts';

/** How often the child's memory is looked at, in milliseconds; the system itself keeps the peak. */
const LOOK_EVERY_MS = 20;

/** What a child took, and a number for what it came to where it tells one. */
export type ChildMeasurement = Measurement & { digest?: number };

/**
 * Runs a script in a Node process of its own, so that its memory is its own. It prints one JSON document with
 * `durationMs` and perhaps `digest`; the peak is the largest resident set that the system counted (Linux only).
 */
export function measureChild(
  script: string,
  parameters: readonly string[],
  nodeFlags: readonly string[] = [],
): Promise<ChildMeasurement> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...nodeFlags, script, ...parameters], { stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    let complaints = '';
    let peakBytes: number | undefined;
    const timer = setInterval(() => {
      peakBytes = readPeakBytes(child.pid ?? 0) ?? peakBytes;
    }, LOOK_EVERY_MS);
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      complaints += chunk.toString();
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      clearInterval(timer);
      if (code !== 0) return reject(new Error(`${script} ended with ${code}: ${complaints}`));
      const { durationMs, digest } = JSON.parse(printed) as { durationMs: number; digest?: number };
      return resolve({
        milliseconds: durationMs,
        ...(peakBytes === undefined ? {} : { peakBytes }),
        ...(digest === undefined ? {} : { digest }),
      });
    });
  });
}

/** The largest resident set of a process so far; undefined where the system doesn't say or the process has ended. */
export function readPeakBytes(pid: number): number | undefined {
  try {
    const kibibytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
  } catch {
    // Not Linux, or the process has just ended: nothing more to learn.
    return undefined;
  }
}
