import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Calls by which a store is written. */
export const WRITING_CALLS = ['openat', 'pwrite64', 'ftruncate', 'fsync', 'fdatasync', 'rename', 'unlink'] as const;
export type WritingCall = (typeof WRITING_CALLS)[number];

/** One system call of a traced program: what it was, and its place among the calls of this name, from 1. */
export type TracedCall = { call: WritingCall; ordinal: number; text: string };

/** True where strace is installed and may trace (containers can forbid it). */
export function canTrace(): boolean {
  return spawnSync('strace', ['-f', '-qq', '-e', 'trace=openat', '-o', '/dev/null', 'true']).status === 0;
}

/** The command in front of a program whose writing calls go to `log`, with paths for file numbers. */
export function traceTo(log: string): string[] {
  return ['strace', '-f', '-y', '-qq', '--seccomp-bpf', '-e', `trace=${WRITING_CALLS.join()}`, '-o', log];
}

/** The command in front of a program in which one call fails or kills: `signal=KILL`, `error=ENOSPC`. */
export function inject({ call, ordinal }: TracedCall, fault: string): string[] {
  return [
    'strace',
    '-f',
    '-qq',
    '-o',
    '/dev/null',
    '-e',
    `trace=${call}`,
    '-e',
    `inject=${call}:${fault}:when=${ordinal}`,
  ];
}

/** The calls in `log` that concern `folder`, made by the thread that makes the most of them, in order. */
export function readTrace(log: string, folder: string): TracedCall[] {
  const lines = readFileSync(log, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const match = /^(\d+) +([a-z0-9]+)\((.*)$/.exec(line);
      const call = WRITING_CALLS.find((name) => name === match?.[2]);
      return match && call ? [{ thread: match[1], call, text: match[3] ?? '' }] : [];
    });
  const ours = Map.groupBy(
    lines.filter(({ text }) => text.includes(folder)),
    ({ thread }) => thread,
  );
  const [busiest] = [...ours].sort((a, b) => b[1].length - a[1].length)[0] ?? [];
  const counts = new Map<WritingCall, number>();
  return lines
    .filter(({ thread }) => thread === busiest)
    .map(({ call, text }) => {
      const ordinal = (counts.get(call) ?? 0) + 1;
      counts.set(call, ordinal);
      return { call, ordinal, text };
    })
    .filter(({ text }) => text.includes(folder));
}
