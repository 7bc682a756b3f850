import { readFileSync } from 'node:fs';

/** A process, told apart from a later one with the same number by `startedAt`: opaque, empty where it isn't known. */
export type ProcessIdentity = { pid: number; startedAt: string };

/** The identity of a running process. */
export function describeProcess(pid: number): ProcessIdentity {
  return { pid, startedAt: readStartTime(pid) };
}

/** True while exactly that process is running; by its number alone where start times can't be had. */
export function isSameProcess({ pid, startedAt }: ProcessIdentity): boolean {
  if (!isRunning(pid)) return false;
  const now = readStartTime(pid);
  return startedAt === '' || now === '' || startedAt === now;
}

function isRunning(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    // Signal 0 is never delivered; sending it only tells whether it could be.
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === 'EPERM';
  }
}

/**
 * Ticks between the computer's start and the process's: field 22 of /proc/PID/stat (proc_pid_stat(5)), counted after
 * the name, which may itself hold spaces and brackets. With the id of this start of the computer, since ticks begin
 * anew with each. Empty on systems without /proc.
 */
function readStartTime(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    return ticks === undefined ? '' : `${boot}/${ticks}`;
  } catch {
    // No /proc here, or the process ended meanwhile: its number has to do.
    return '';
  }
}
