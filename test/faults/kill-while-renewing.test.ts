import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openNodeHost } from '../../electron/compose/node-host.ts';
import { control } from '../../electron/connectors/salesforce/practice.fixture.ts';
import { createNodeCipher } from '../../electron/node/cipher.ts';
import { createKeyFile, createKeyFileSource } from '../../electron/node/key-file.ts';
import { makePrivateFolder } from '../../electron/node/store-files.ts';
import { type PracticeOrg, startPracticeOrg } from '../../electron/practice/practice-org.ts';
import { authorizeInBrowser, browserConnection } from '../support/browser-sign-in.ts';
import { repetitions, timeLimit } from '../support/long.ts';
import { startProgram } from '../support/run-program.ts';
import { createTemporaryFolder } from '../support/temporary-store.ts';

const program = join(import.meta.dirname, 'programs/renew-token.ts');
let org: PracticeOrg;

beforeAll(async () => {
  org = await startPracticeOrg();
  await control(org, 'switches', { rotateRefreshTokens: true });
});
afterAll(() => org.close());

/** A data folder with a connection that a person has approved. */
async function makeFolder() {
  const folder = createTemporaryFolder();
  makePrivateFolder(folder);
  const cipher = createNodeCipher();
  createKeyFile(folder, cipher);
  const host = await openNodeHost({
    dataFolder: folder,
    ownerName: 'test',
    version: '0.0.0',
    shell: 'none',
    keySources: [createKeyFileSource(folder, cipher)],
  });
  const { connections } = host.services;
  const details = await browserConnection(org);
  const authorizationId = await authorizeInBrowser(connections, details);
  const { connection } = await connections.create({ name: 'Approved', ...details, authorizationId });
  await host.close();
  return { folder, id: connection.id };
}

const renewals = () => org.requests({ path: '/services/oauth2/token' }).length;
const uses = () => org.requests().filter(({ path }) => path.endsWith('/sobjects')).length;

describe('killing the process that renews a sign-in', () => {
  const used = repetitions(2, 50);
  it(
    `R32 never loses a refresh token whose session was used, killed ${used} times at its first use`,
    async () => {
      const { folder, id } = await makeFolder();
      for (let round = 0; round < used; round += 1) {
        const [usesBefore, renewalsBefore] = [uses(), renewals()];
        const renewing = startProgram(program, [folder, id]);
        await expect.poll(uses, { interval: 1, timeout: 20_000 }).toBeGreaterThan(usesBefore);
        await renewing.kill();
        expect(renewals() - renewalsBefore).toBe(1);
      }
      const last = startProgram(program, [folder, id]);
      expect(await last.line(2)).toBe('called');
      await last.ended();
    },
    timeLimit(used, 5_000),
  );

  const anywhere = repetitions(2, 50);
  it(
    `R32 works on or says that the sign-in expired, killed ${anywhere} times within 30 ms of the renewal`,
    async () => {
      let made = await makeFolder();
      for (let round = 0; round < anywhere; round += 1) {
        const [usesBefore, renewalsBefore] = [uses(), renewals()];
        const renewing = startProgram(program, [made.folder, made.id]);
        await expect.poll(renewals, { interval: 1, timeout: 20_000 }).toBeGreaterThan(renewalsBefore);
        await delay(Math.random() * 30);
        await renewing.kill();
        const wasUsed = uses() > usesBefore;
        const next = startProgram(program, [made.folder, made.id]);
        const outcome = await next.line(2);
        await next.ended();
        // Only between the service's answer and our disk can a token be lost, and then nobody has used its session.
        expect(wasUsed ? ['called'] : ['called', 'MISSING_TOKEN']).toContain(outcome);
        if (outcome !== 'called') made = await makeFolder();
      }
    },
    timeLimit(anywhere, 8_000),
  );

  it('R32 of two processes that need a new sign-in at the same time one renews it, and the other is turned away', async () => {
    const { folder, id } = await makeFolder();
    const before = renewals();
    await control(org, 'fault', { path: '/services/oauth2/token', delayMs: 3_000, times: 1 });
    const first = startProgram(program, [folder, id]);
    await expect.poll(renewals, { interval: 5, timeout: 20_000 }).toBe(before + 1);
    const second = startProgram(program, [folder, id]);
    await expect(second.line(1)).rejects.toThrow('STORE_IN_USE');
    expect(await first.line(2)).toBe('called');
    await first.ended();
    expect(renewals() - before).toBe(1);
  });
});
