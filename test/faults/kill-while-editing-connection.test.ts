import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openNodeHost } from '../../electron/compose/node-host.ts';
import { createNodeCipher } from '../../electron/node/cipher.ts';
import { createKeyFile, createKeyFileSource } from '../../electron/node/key-file.ts';
import { startPracticeOrg } from '../../electron/practice/practice-org.ts';
import { practiceDetails } from '../host/connection-world.ts';
import { repetitions, timeLimit } from '../support/long.ts';
import { startProgram } from '../support/run-program.ts';
import { createTemporaryFolder } from '../support/temporary-store.ts';

const program = join(import.meta.dirname, 'programs/edit-connections.ts');

let org: Awaited<ReturnType<typeof startPracticeOrg>>;
beforeAll(async () => {
  org = await startPracticeOrg();
});
afterAll(() => org.close());

const open = (folder: string) =>
  openNodeHost({
    dataFolder: folder,
    ownerName: 'test',
    version: '0.0.0',
    shell: 'none',
    keySources: [createKeyFileSource(folder, createNodeCipher())],
  });

describe('killing the process that edits a connection', () => {
  const kills = repetitions(4, 50);
  it(
    `R2 leaves all of the old details or all of the new, tested ones, ${kills} times at any moment`,
    async () => {
      const folder = join(createTemporaryFolder(), 'data');
      mkdirSync(folder, { mode: 0o700 });
      createKeyFile(folder, createNodeCipher());
      const first = await open(folder);
      const { connection } = await first.services.connections.create(practiceDetails(org, 'Edited'));
      await first.close();
      let revision = connection.revision;
      for (let round = 0; round < kills; round += 1) {
        const editing = startProgram(program, [folder, connection.id, JSON.stringify(org.users.slice(0, 2))]);
        await editing.line(1 + Math.floor(Math.random() * 8));
        await delay(Math.random() * 30);
        await editing.kill();
        const acknowledged = editing.lines.filter((line) => line.startsWith('saved')).length;
        const host = await open(folder);
        const { connections } = host.services;
        const kept = connections.get(connection.id);
        // The edit that was under way may have been made without having been acknowledged yet.
        expect([revision + acknowledged, revision + acknowledged + 1]).toContain(kept.revision);
        revision = kept.revision;
        expect(kept).toMatchObject({ status: 'connected', lastTest: { succeeded: true } });
        expect(kept.secretsStored.sort()).toEqual(['clientSecret', 'password', 'securityToken']);
        if (revision > 1) {
          expect(kept.fields.username).toBe(kept.description);
          expect(kept.lastTest?.message).toContain(`Signed in as ${kept.description}`);
        }
        // Name and password belong together: they still sign in.
        expect(await connections.test(connection.id)).toMatchObject({ succeeded: true });
        await host.close();
      }
    },
    timeLimit(kills, 5_000),
  );
});
