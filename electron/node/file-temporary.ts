import { createHash, randomBytes } from 'node:crypto';
import { readdir, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { systemCode } from './file-errors.ts';

const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
const suffix = '.millrace-part';

/** A name beside `target` for what isn't complete yet. It tells which process of which machine writes it. */
export function temporaryPath(target: string): string {
  // Names may have 255 bytes; the target's own name is only there for whoever finds the file.
  const name = Buffer.from(basename(target))
    .subarray(0, 180)
    .toString('utf8')
    .replace(/\uFFFD+$/, '');
  return join(dirname(target), `.${name}.${machine}-${process.pid}-${randomBytes(6).toString('hex')}${suffix}`);
}

/** Removes what processes of this machine that have ended left beside `target`. */
export async function removeLeftovers(target: string): Promise<void> {
  const folder = dirname(target);
  let names: string[];
  try {
    names = await readdir(folder);
  } catch {
    // Whoever opens the file next meets the same cause, and says it.
    return;
  }
  for (const name of names) {
    const owner = name.endsWith(suffix) && /\.([0-9a-f]{8})-(\d+)-[0-9a-f]{12}\.millrace-part$/.exec(name);
    if (!owner || owner[1] !== machine || isAlive(Number(owner[2]))) continue;
    try {
      await unlink(join(folder, name));
    } catch {
      // Somebody else removed it, or it isn't ours to remove; it is in nobody's way.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}
