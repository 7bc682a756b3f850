import { expect } from 'vitest';
import type { AreaCases } from '../case.ts';
import { newName, practiceDetails } from '../sample-flows.ts';
import type { World } from '../world.ts';

const passphrase = 'four words are enough';

async function backUp(world: World) {
  const details = practiceDetails(world);
  const { connection } = await world.client.connections.create({ name: newName('Backed up'), ...details });
  const backup = await world.client.vault.backup({ passphrase });
  return { ...backup, connection, secrets: Object.values(details.secrets) };
}

const badPassphrases: readonly unknown[] = [
  undefined,
  null,
  {},
  { passphrase: '' },
  { passphrase: 7 },
  { passphrase: 'x'.repeat(1_001) },
];

export const vaultCases: AreaCases = {
  status: {
    works: async ({ client }) => {
      expect(await client.vault.status()).toMatchObject({
        state: expect.stringMatching(/^(empty|open)$/),
        reason: null,
        unreadable: [],
      });
    },
  },

  setPassphrase: {
    works: async ({ client }) => {
      const status = await client.vault.setPassphrase({ passphrase });
      expect(status).toMatchObject({ state: 'open', protection: 'passphrase', keptBy: ['passphrase'] });
      expect((await client.app.info()).capabilities.secretsAtRest).toBe('passphrase');
    },
    refuses: { PASSPHRASE_UNFIT: ({ client }) => client.vault.setPassphrase({ passphrase: 'short' }) },
    badInputs: badPassphrases,
  },

  unlock: {
    works: async ({ client }) => {
      expect(await client.vault.unlock({ passphrase })).toMatchObject({ state: 'open', unreadable: [] });
    },
    refuses: { PASSPHRASE_WRONG: ({ client }) => client.vault.unlock({ passphrase: 'five words are too many' }) },
    badInputs: badPassphrases,
  },

  startOver: {
    works: async ({ client }) => {
      // Nothing is given up while the key is there.
      expect(await client.vault.startOver({ passphrase })).toEqual(await client.vault.status());
    },
    badInputs: badPassphrases.filter((input) => JSON.stringify(input) !== '{}'),
  },

  backup: {
    works: async (world) => {
      const { fileName, text, kinds, secrets } = await backUp(world);
      expect(fileName).toMatch(/^millrace-secrets-\d{4}-\d\d-\d\d\.json$/);
      expect(kinds).toContain('connection');
      for (const secret of secrets) expect(text).not.toContain(secret);
    },
    refuses: { PASSPHRASE_UNFIT: ({ client }) => client.vault.backup({ passphrase: 'short' }) },
    badInputs: badPassphrases,
  },

  restore: {
    works: async (world) => {
      const { text, connection } = await backUp(world);
      const results = await world.client.vault.restore({ text, passphrase });
      expect(results).toContainEqual({ kind: 'connection', name: connection.name, outcome: 'unchanged' });
    },
    refuses: {
      VAULT_BACKUP_WRONG: ({ client }) => client.vault.restore({ text: '{}', passphrase }),
      PASSPHRASE_WRONG: async (world) => {
        const { text } = await backUp(world);
        return world.client.vault.restore({ text, passphrase: 'five words are too many' });
      },
    },
    badInputs: [...badPassphrases, { passphrase }, { text: 1, passphrase }, { text: '', passphrase, replaceNewer: 1 }],
  },
};
