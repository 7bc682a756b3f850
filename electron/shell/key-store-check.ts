import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { safeStorage } from 'electron';
import { z } from 'zod';

/** What the sample says; public, since only whether it can be read again matters. */
const SAMPLE = 'millrace.key-store/1';

const FILE_NAME = 'key-store.json';

const checkFile = z.object({ backend: z.string(), sample: z.string() });

/**
 * True when the system's key store is the one that was used here before, or none was: it still opens the sample that it
 * sealed at first, and has the same name. The first time it leaves that sample in `folder`. Deleting the file accepts a
 * new key store.
 */
export async function isSameKeyStore(folder: string, backend: string): Promise<boolean> {
  const path = join(folder, FILE_NAME);
  const text = readIfThere(path);
  if (text === undefined) {
    await writeCheck(path, backend);
    return true;
  }
  const known = readCheck(text);
  if (known?.backend !== backend) return false;
  const opened = await openSample(known.sample);
  if (opened?.result !== SAMPLE) return false;
  if (opened.shouldReEncrypt) await writeCheck(path, backend);
  return true;
}

async function writeCheck(path: string, backend: string): Promise<void> {
  const sample = (await safeStorage.encryptStringAsync(SAMPLE)).toString('base64');
  writeFileSync(`${path}.new`, `${JSON.stringify({ backend, sample })}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

async function openSample(sample: string): Promise<Electron.DecryptStringAsyncReturnValue | undefined> {
  try {
    return await safeStorage.decryptStringAsync(Buffer.from(sample, 'base64'));
  } catch {
    // What can't be opened was sealed by another key store; that is what is being asked.
    return undefined;
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function readCheck(text: string): z.infer<typeof checkFile> | undefined {
  try {
    return checkFile.safeParse(JSON.parse(text)).data;
  } catch {
    // A damaged check can't vouch for anything, like one of another key store.
    return undefined;
  }
}
