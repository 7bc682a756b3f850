import { expect } from 'vitest';
import type { AreaCases } from '../case.ts';

export const practiceCases: AreaCases = {
  status: {
    works: async ({ client, practice }) => {
      expect(await client.practice.status()).toEqual({
        running: true,
        loginUrl: practice.loginUrl,
        instanceUrl: practice.instanceUrl,
        username: practice.users[0]?.username,
      });
    },
  },

  start: {
    works: async ({ client }) => {
      // Starting twice is one org.
      expect(await client.practice.start()).toEqual(await client.practice.start());
      expect((await client.practice.start()).running).toBe(true);
    },
  },

  reset: {
    works: async ({ client }) => {
      expect(await client.practice.reset()).toEqual(await client.practice.status());
    },
  },
};
