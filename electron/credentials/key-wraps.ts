import type { KeyProtection } from '../ports/cipher.ts';

/** Where wrapped data keys are kept, by name; every change is durable when it returns. */
export type WrappedKeyStore = {
  list(): { name: string; wrapped: Uint8Array }[];
  set(name: string, wrapped: Uint8Array): void;
  rename(from: string, to: string): void;
  remove(name: string): void;
};

export type Protection = Exclude<KeyProtection, 'none'>;

/**
 * A data key as one source wrapped it. `number` counts the data keys of a store; the one with the highest is current,
 * the others only open what was sealed with them. In the first layout each source had a data key of its own: there
 * `keyId` and `number` are unknown until the key was unwrapped.
 */
export type KeyWrap = { name: string; wrapped: Uint8Array; protection: Protection } & (
  | { keyId: string; number: number }
  | { keyId: undefined; number: undefined }
);

const PROTECTIONS: readonly string[] = [
  'operating-system',
  'secret-service',
  'passphrase',
  'unprotected-file',
] satisfies Protection[];

/** The name under which a wrap is stored. */
export function nameWrap(number: number, keyId: string, protection: Protection): string {
  return `2/${String(number).padStart(4, '0')}/${keyId}/${protection}`;
}

/** Every wrap of the store, those of the newest data key first; entries with other names are left alone. */
export function readWraps(store: WrappedKeyStore): KeyWrap[] {
  return store
    .list()
    .flatMap(({ name, wrapped }): KeyWrap[] => {
      if (isProtection(name)) return [{ name, wrapped, protection: name, keyId: undefined, number: undefined }];
      const [, number, keyId, protection = ''] = /^2\/(\d{4,})\/([0-9a-f]{32})\/([a-z-]+)$/.exec(name) ?? [];
      if (number === undefined || keyId === undefined || !isProtection(protection)) return [];
      return [{ name, wrapped, protection, keyId, number: Number(number) }];
    })
    .sort((one, other) => (other.number ?? -1) - (one.number ?? -1));
}

function isProtection(name: string): name is Protection {
  return PROTECTIONS.includes(name);
}
