import { expect } from 'vitest';
import type { HostChange } from '../../../shared/contract/index.ts';
import { rights } from '../../../shared/security/roles.ts';
import type { AreaCases } from '../case.ts';
import { newName } from '../sample-flows.ts';

export const appCases: AreaCases = {
  info: {
    works: async ({ client, host }) => {
      expect(await client.app.info()).toEqual({ ...host.services.info(), role: 'designer', rights: [...rights] });
      expect((await client.app.info()).capabilities).toMatchObject({
        shell: 'none',
        secretsAtRest: 'unprotected-file',
      });
    },
  },

  watch: {
    works: async ({ client, changeListeners }) => {
      const before = changeListeners();
      const changes = await client.app.watch();
      const heard: HostChange[] = [];
      const listening = (async () => {
        for await (const change of changes) {
          heard.push(change);
          if (change.type === 'flows.changed') break;
        }
      })();
      await expect.poll(changeListeners).toBe(before + 1);
      await client.app.settings.set({ name: 'heard', value: true });
      const { id } = await client.flows.create({ name: newName('Heard') });
      await listening;
      expect(heard).toContainEqual({ type: 'settings.changed' });
      expect(heard).toContainEqual({ type: 'flows.changed', flowId: id });
      // Leaving the stream is heard by the host, which keeps nothing for it.
      await expect.poll(changeListeners).toBe(before);
    },
  },

  leaveSafeMode: {
    works: async ({ client, host }) => {
      host.services.store.starts.enterSafeMode();
      expect((await client.app.info()).safeMode).toMatchObject({ since: expect.any(String) });
      expect(await client.app.leaveSafeMode()).toEqual({ left: true });
      expect((await client.app.info()).safeMode).toBeNull();
      expect(await client.app.leaveSafeMode()).toEqual({ left: true });
    },
  },

  'settings.get': {
    works: async ({ client }) => {
      await client.app.settings.set({ name: 'theme', value: 'dark' });
      expect(await client.app.settings.get()).toMatchObject({ theme: 'dark' });
    },
  },

  'settings.set': {
    works: async ({ client }) => {
      for (const value of ['text', 1.5, false, null, [], { deep: [{ er: null }] }, '💧 ü \u2028']) {
        expect(await client.app.settings.set({ name: 'any', value })).toEqual({ saved: true });
        expect((await client.app.settings.get()).any).toEqual(value);
      }
    },
    refuses: {
      SETTING_WRONG: ({ client }) => client.app.settings.set({ name: 'long', value: 'x'.repeat(100_001) }),
    },
    badInputs: [undefined, null, {}, { name: '', value: 1 }, { name: 'x'.repeat(101), value: 1 }, { name: 'x' }],
  },
};
