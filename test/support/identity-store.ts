import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

/** What a provider of tests remembers, in memory; `forget` drops everything of one kind, such as `RefreshToken`. */
export function createMemoryAdapter(): { adapter: AdapterFactory; forget(kind: string): void } {
  const kinds = new Map<string, Map<string, AdapterPayload>>();
  const recordsOf = (kind: string): Map<string, AdapterPayload> => {
    const records = kinds.get(kind) ?? new Map<string, AdapterPayload>();
    kinds.set(kind, records);
    return records;
  };
  const adapter = (kind: string): Adapter => {
    const find = (matches: (payload: AdapterPayload) => boolean) => [...recordsOf(kind).values()].find(matches);
    return {
      upsert: async (id, payload) => void recordsOf(kind).set(id, payload),
      find: async (id) => recordsOf(kind).get(id),
      findByUserCode: async (code) => find(({ userCode }) => userCode === code),
      findByUid: async (uid) => find((payload) => payload.uid === uid),
      consume: async (id) => {
        const payload = recordsOf(kind).get(id);
        if (payload) recordsOf(kind).set(id, { ...payload, consumed: Math.floor(Date.now() / 1_000) });
      },
      destroy: async (id) => void recordsOf(kind).delete(id),
      revokeByGrantId: async (grantId) => {
        for (const records of kinds.values()) {
          for (const [id, payload] of records) if (payload.grantId === grantId) records.delete(id);
        }
      },
    };
  };
  return { adapter, forget: (kind) => recordsOf(kind).clear() };
}
