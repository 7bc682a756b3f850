import { DatabaseSync } from 'node:sqlite';
import type { Page } from '@playwright/test';
import { type NodeHost, openNodeHost } from '../../../electron/compose/node-host.ts';
import { createNodeCipher } from '../../../electron/node/cipher.ts';
import { createPassphraseSource } from '../../../electron/node/key-passphrase.ts';
import { type PracticeOrg, startPracticeOrg } from '../../../electron/practice/practice-org.ts';
import { control, practiceDetails } from '../../host/connection-world.ts';
import { changePassword } from '../../support/change-password.ts';
import { test as base, expect, type RunningMillrace } from './millrace.ts';

const passphrase = 'only for these tests';
const PRACTICE_CRM = 'Practice CRM';

type Fixtures = {
  /** A practice org outside of Millrace, whose controls the test has and which outlives a restart of Millrace. */
  org: PracticeOrg;
};

/** Tests that need to do something to the service at the other end. */
export const test = base.extend<Fixtures>({
  variables: { MILLRACE_PASSPHRASE: passphrase },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture uses from this pattern.
  org: async ({}, use) => {
    const org = await startPracticeOrg();
    await use(org);
    await org.close();
  },
});

export { expect };

/** Stops Millrace, works on its data folder as the command line does, and opens the window on it anew. */
export async function workBetweenSessions(
  page: Page,
  millrace: RunningMillrace,
  work: (host: NodeHost) => Promise<void>,
): Promise<void> {
  await page.goto('about:blank');
  await millrace.restart(async () => {
    const cipher = createNodeCipher();
    const host = await openNodeHost({
      dataFolder: millrace.dataFolder,
      ownerName: 'test',
      version: '0.0.0',
      shell: 'none',
      keySources: [createPassphraseSource(cipher, passphrase)],
    });
    await work(host).finally(() => host.close());
  });
  await page.goto(millrace.url);
}

/** Lets the starter's connection sign in to the test's own practice org. Resolves with its id. */
export async function pointStarterAt({ services: { connections } }: NodeHost, org: PracticeOrg): Promise<string> {
  const starter = connections.list().find(({ name }) => name === PRACTICE_CRM);
  if (!starter) throw new Error(`There is no connection ${PRACTICE_CRM}.`);
  const { fields, secrets } = practiceDetails(org, PRACTICE_CRM);
  const known = starter.auth === 'password' ? secrets : { password: secrets.password };
  await connections.update(starter.id, { fields, secrets: known });
  return starter.id;
}

/** Gives the first user another password and ends the sessions, as an administrator would who shuts somebody out. */
export async function breakPassword(org: PracticeOrg): Promise<void> {
  await changePassword(org, 'another password');
  await control(org, 'expireTokens', {});
}

/** Makes it look as if Millrace hadn't been in touch with a connection for so many days; Millrace must be stopped. */
export function ageConnection(millrace: RunningMillrace, id: string, days: number): void {
  const database = new DatabaseSync(`${millrace.dataFolder}/millrace.db`);
  try {
    const then = Date.now() - days * 24 * 3_600_000;
    database.prepare('UPDATE connections SET last_used_at = ?, last_tested_at = ? WHERE id = ?').run(then, then, id);
  } finally {
    database.close();
  }
}
