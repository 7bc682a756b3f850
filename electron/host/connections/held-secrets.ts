import { createReplacedSecrets } from '../../credentials/replaced-secrets.ts';
import { createTurns } from '../../credentials/turns.ts';
import type { Secrets, Vault } from '../../credentials/vault.ts';
import type { OpenableConnection } from './open-client.ts';

/** The part of a connection that signs in with secrets and keeps the ones that services replace. */
export type SecretHolder = Pick<OpenableConnection, 'secrets' | 'keepSecret' | 'inTurn'>;

/** Secrets of connections as sign-ins hold them: always the newest, though a service replaced one in between. */
export type HeldSecrets = {
  /** For the connection `id`, stored or not, with what `load` gives or what took its place since. */
  hold(id: string, load: () => Promise<Secrets>): SecretHolder;
  /** The secrets with every one that a service replaced exchanged for its successor. */
  newest(id: string, secrets: Secrets): Secrets;
  /** Runs `work` while no sign-in of the connection can replace a secret. */
  inTurn<Result>(id: string, work: () => Promise<Result>): Promise<Result>;
};

/** Where sealed secrets are stored by whose they are: connections, or principals of named credentials. */
export type SealedStore = {
  list(): { id: string; sealed: Uint8Array | null }[];
  /** Puts `to` in the place of `from`; false when something else is there by now. */
  reseal(id: string, from: Uint8Array, to: Uint8Array): boolean;
};

/** Keeps replaced secrets sealed in the store, durably, and for whoever holds an older one in memory. */
export function createHeldSecrets({ stored, vault }: { stored: SealedStore; vault: Vault }): HeldSecrets {
  const replaced = createReplacedSecrets();
  const turns = createTurns();

  /** Seals the new value in the place of `previous`; other details that were saved meanwhile stay as they are. */
  const persist = async (id: string, key: string, previous: string, value: string): Promise<void> => {
    // Each turn that finds them changed meanwhile reads it again; edits are made by people, so they end.
    for (;;) {
      const present = stored.list().find((owner) => owner.id === id);
      if (!present?.sealed) return;
      const secrets = await vault.open(id, present.sealed);
      if (secrets[key] !== previous) return;
      const sealed = await vault.seal(id, { ...secrets, [key]: value });
      if (stored.reseal(id, present.sealed, sealed)) return;
    }
  };

  return {
    newest: replaced.newest,
    inTurn: turns.take,
    hold: (id, load) => {
      let held: Secrets = {};
      return {
        secrets: async () => {
          held = replaced.newest(id, await load());
          return held;
        },
        keepSecret: async (key, value) => {
          const previous = held[key];
          if (previous === undefined || previous === value) return;
          replaced.note(id, key, previous, value);
          held = { ...held, [key]: value };
          await persist(id, key, previous, value);
        },
        inTurn: (work) => turns.take(id, work),
      };
    },
  };
}
