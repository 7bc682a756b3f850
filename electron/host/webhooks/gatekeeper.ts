import { SIGNATURE_HEADER, TIMESTAMP_HEADER } from '../../../shared/webhook/signed-call.ts';
import type { Clock } from '../../ports/clock.ts';
import type { WebhookKeys } from '../../ports/webhook-keys.ts';
import type { WebhookCall } from '../../ports/webhook-server.ts';
import type { WebhookStore } from '../../storage/index.ts';

/** How far the caller's time may be from ours, either way, in milliseconds (S23). */
export const REPLAY_WINDOW_MS = 5 * 60_000;

/** A way in: `secret` is there when only signed calls may take it. */
export type WebhookRoute<Target> = { path: string; secret: string | undefined; target: Target };

/** Lets in who calls the right path and, where that is asked, has signed. */
export type Gatekeeper<Target> = {
  /** The path must be free. */
  open(route: WebhookRoute<Target>): void;
  shut(path: string): void;
  isOpen(path: string): boolean;
  /**
   * Whom the call is for; undefined for one that is to be refused, whatever is wrong with it. `takeBack` lets the same
   * signed call in again, for one that couldn't be taken.
   */
  admit(call: WebhookCall): { target: Target; takeBack(): void } | undefined;
};

type Parts = { keys: WebhookKeys; ledger: Pick<WebhookStore, 'remember' | 'forget'>; clock: Pick<Clock, 'now'> };

const NO_SIGNATURE = '0'.repeat(64);

/**
 * Does the same work for every call, whether its path is known or not and whatever is wrong with it, so that the time
 * tells a stranger no more than the answer does (S23). Paths are looked up by what a secret of this process makes of
 * them, so not even the look-up depends on how much of one was guessed.
 */
export function createGatekeeper<Target>({ keys, ledger, clock }: Parts): Gatekeeper<Target> {
  const own = keys.create();
  const routes = new Map<string, WebhookRoute<Target>>();
  const nameOf = (path: string): string => keys.sign(own, [path]);
  const decoy: WebhookRoute<undefined> = { path: '', secret: keys.create(), target: undefined };

  return {
    open: (route) => void routes.set(nameOf(route.path), route),
    shut: (path) => void routes.delete(nameOf(path)),
    isOpen: (path) => routes.has(nameOf(path)),
    admit: (call) => {
      const route = routes.get(nameOf(call.path));
      const { secret } = route ?? decoy;
      const timestamp = call.headers[TIMESTAMP_HEADER.toLowerCase()] ?? '';
      const claimed = /^sha256=([0-9a-f]{64})$/i
        .exec(call.headers[SIGNATURE_HEADER.toLowerCase()] ?? '')?.[1]
        ?.toLowerCase();
      const signature = keys.sign(secret ?? own, [timestamp, '.', call.body]);
      const isTrue = keys.equal(signature, claimed ?? NO_SIGNATURE);
      const isFresh = Math.abs(clock.now() - Number(timestamp || Number.NaN) * 1_000) <= REPLAY_WINDOW_MS;
      if (!route) return undefined;
      const { target } = route;
      if (secret === undefined) return { target, takeBack: () => undefined };
      if (!isTrue || !isFresh) return undefined;
      const until = Number(timestamp) * 1_000 + REPLAY_WINDOW_MS;
      return ledger.remember(signature, until) ? { target, takeBack: () => ledger.forget(signature) } : undefined;
    },
  };
}
