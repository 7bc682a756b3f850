import { once } from 'node:events';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { MillraceError } from '../../../shared/errors/index.ts';
import { findDataFolder } from '../../node/data-folder.ts';
import { KeepError } from '../../practice/keep/keep.ts';
import { type PracticeOrg, type PracticeOrgOptions, startPracticeOrg } from '../../practice/practice-org.ts';
import type { Command, CommandContext } from '../context.ts';
import { describePracticeOrg, type PracticeAddress } from './practice-report.ts';

/** Where a running `practice start` says how to reach it, for `reset` and `status`. Readable by its owner only. */
const NOTE_FILE = 'practice.json';

/** The private key of the registered apps and the certificate of the TLS hosts. */
const KEY_FILE = 'practice-key.pem';
const CERTIFICATE_FILE = 'practice-certificate.pem';

/** What `practice start` takes. */
type StartInput = { port?: number; seed?: number; keep?: string; tls?: boolean };

/** `millrace practice start`: serves a practice org until it is ended. */
export const startPractice: Command<StartInput> = async (context, input) => {
  const { terminal, options } = context;
  const org = await listen(context, input);
  const note = inDataFolder(context, NOTE_FILE);
  try {
    const address = await writeFiles(context, org);
    await writePrivately(note, JSON.stringify(address));
    terminal.out(options.json ? `${JSON.stringify(address)}\n` : describePracticeOrg(address));
    if (!terminal.signal.aborted) await once(terminal.signal, 'abort');
    return 0;
  } finally {
    await rm(note, { force: true });
    await org.close();
  }
};

/** Puts the keys people need into the data folder and returns how the org is reached. */
async function writeFiles(context: CommandContext, org: PracticeOrg): Promise<PracticeAddress> {
  const { loginUrl, instanceUrl, controlUrl, pageUrl, orgId, users, clients, tls } = org;
  const keyFile = inDataFolder(context, KEY_FILE);
  await mkdir(dirname(keyFile), { recursive: true, mode: 0o700 });
  await writePrivately(keyFile, org.privateKey);
  const certificateFile = tls ? inDataFolder(context, CERTIFICATE_FILE) : null;
  if (tls && certificateFile !== null) await writePrivately(certificateFile, tls.certificate);
  return {
    loginUrl,
    instanceUrl,
    controlUrl,
    orgId,
    users,
    clients,
    pageUrl,
    tls: tls && { loginUrl: tls.loginUrl, instanceUrl: tls.instanceUrl },
    keyFile,
    certificateFile,
  };
}

/** Writes a file that only its owner can read, also when it was there before. */
async function writePrivately(file: string, text: string): Promise<void> {
  await writeFile(file, text, { mode: 0o600 });
  await chmod(file, 0o600);
}

/** `millrace practice status`: whether a practice org of this data folder is being served. Exit code 1 when not. */
export const showPracticeStatus: Command<Record<never, never>> = async (context) => {
  const { terminal, options } = context;
  const address = await findRunning(context);
  if (options.json) terminal.out(`${JSON.stringify({ running: address !== undefined, ...address })}\n`);
  else terminal.out(address ? describePracticeOrg(address) : 'No practice org is being served.\n');
  return address ? 0 : 1;
};

/** `millrace practice reset`: puts the sample records of the running org back. */
export const resetPractice: Command<{ seed?: number }> = async (context, { seed }) => {
  const address = await findRunning(context);
  if (!address) {
    throw new MillraceError('NOT_FOUND', { thing: 'running practice org', name: inDataFolder(context, NOTE_FILE) });
  }
  const answer = await fetch(`${address.controlUrl}/reset`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(seed === undefined ? {} : { seed }),
  });
  if (!answer.ok) throw new MillraceError('SERVICE_FAILED', { system: 'The practice org', status: answer.status });
  const { terminal, options } = context;
  terminal.out(options.json ? `${JSON.stringify(await answer.json())}\n` : 'The sample records are back.\n');
  return 0;
};

async function listen({ terminal }: CommandContext, input: StartInput): Promise<PracticeOrg> {
  const { port, seed, keep, tls } = input;
  const settings: PracticeOrgOptions = {
    ...(port ? { port } : {}),
    ...(seed === undefined ? {} : { seed }),
    ...(keep === undefined ? {} : { keep: resolve(terminal.workingFolder, keep) }),
    ...(tls ? { tls } : {}),
  };
  try {
    return await startPracticeOrg(settings);
  } catch (cause) {
    if (cause instanceof KeepError) {
      const words = { why: 'The file of --keep cannot be used.', fix: 'Name another file, or leave --keep out.' };
      throw new MillraceError('COMMAND_WRONG', { detail: cause.message }, { cause, ...words });
    }
    const inUse = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
    throw inUse ? new MillraceError('PORT_IN_USE', { port }, { cause }) : cause;
  }
}

async function findRunning(context: CommandContext): Promise<PracticeAddress | undefined> {
  try {
    const address = JSON.parse(await readFile(inDataFolder(context, NOTE_FILE), 'utf8')) as PracticeAddress;
    const answer = await fetch(`${address.loginUrl}/services/data`);
    return answer.ok ? address : undefined;
  } catch {
    // No note, or nobody answers at the address it names: none is running.
    return undefined;
  }
}

function inDataFolder({ options, terminal }: CommandContext, name: string): string {
  return join(findDataFolder(options.data ?? terminal.environment.MILLRACE_DATA), name);
}
