import { once } from 'node:events';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MillraceError } from '../../../shared/errors/index.ts';
import { findDataFolder } from '../../node/data-folder.ts';
import { type PracticeOrg, startPracticeOrg } from '../../practice/practice-org.ts';
import type { Command, CommandContext } from '../context.ts';

/** Where a running `practice start` says how to reach it, for `reset` and `status`. Readable by its owner only. */
const NOTE_FILE = 'practice.json';

type Address = Pick<PracticeOrg, 'loginUrl' | 'instanceUrl' | 'controlUrl' | 'orgId' | 'users' | 'clients'>;

/** `millrace practice start`: serves a practice org until it is ended. */
export const startPractice: Command<{ port?: number; seed?: number }> = async (context, { port, seed }) => {
  const { terminal, options } = context;
  const org = await listen({ ...(port ? { port } : {}), ...(seed === undefined ? {} : { seed }) });
  const { loginUrl, instanceUrl, controlUrl, orgId, users, clients } = org;
  const address: Address = { loginUrl, instanceUrl, controlUrl, orgId, users, clients };
  const note = noteFile(context);
  try {
    await mkdir(dirname(note), { recursive: true, mode: 0o700 });
    await writeFile(note, JSON.stringify(address), { mode: 0o600 });
    await chmod(note, 0o600);
    terminal.out(options.json ? `${JSON.stringify(address)}\n` : describeOrg(address));
    if (!terminal.signal.aborted) await once(terminal.signal, 'abort');
    return 0;
  } finally {
    await rm(note, { force: true });
    await org.close();
  }
};

/** `millrace practice status`: whether a practice org of this data folder is being served. Exit code 1 when not. */
export const showPracticeStatus: Command<Record<never, never>> = async (context) => {
  const { terminal, options } = context;
  const address = await findRunning(context);
  if (options.json) terminal.out(`${JSON.stringify({ running: address !== undefined, ...address })}\n`);
  else terminal.out(address ? describeOrg(address) : 'No practice org is being served.\n');
  return address ? 0 : 1;
};

/** `millrace practice reset`: puts the sample records of the running org back. */
export const resetPractice: Command<{ seed?: number }> = async (context, { seed }) => {
  const address = await findRunning(context);
  if (!address) {
    throw new MillraceError('NOT_FOUND', { thing: 'running practice org', name: noteFile(context) });
  }
  const answer = await fetch(`${address.controlUrl}/reset`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(seed === undefined ? {} : { seed }),
  });
  if (!answer.ok) throw new MillraceError('SERVICE_FAILED', { system: 'The practice org', status: answer.status });
  context.terminal.out('The sample records are back.\n');
  return 0;
};

async function listen(settings: { port?: number; seed?: number }): Promise<PracticeOrg> {
  try {
    return await startPracticeOrg(settings);
  } catch (cause) {
    const inUse = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
    throw inUse ? new MillraceError('PORT_IN_USE', { port: settings.port }, { cause }) : cause;
  }
}

async function findRunning(context: CommandContext): Promise<Address | undefined> {
  try {
    const address = JSON.parse(await readFile(noteFile(context), 'utf8')) as Address;
    const answer = await fetch(`${address.loginUrl}/services/data`);
    return answer.ok ? address : undefined;
  } catch {
    // No note, or nobody answers at the address it names: none is running.
    return undefined;
  }
}

function noteFile({ options, terminal }: CommandContext): string {
  return join(findDataFolder(options.data ?? terminal.environment.MILLRACE_DATA), NOTE_FILE);
}

function describeOrg({ loginUrl, instanceUrl, users, clients }: Address): string {
  const lines = [`Login host     ${loginUrl}`, `Instance host  ${instanceUrl}`];
  for (const user of users) {
    lines.push(`User           ${user.username}  password ${user.password}  security token ${user.securityToken}`);
  }
  for (const client of clients) lines.push(`Client         ${client.clientId}  secret ${client.clientSecret}`);
  return `${lines.join('\n')}\n`;
}
