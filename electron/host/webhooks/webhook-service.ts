import type { WebhookPortState, WebhookState, WebhookSummary } from '../../../shared/contract/index.ts';
import { MillraceError, toMillraceError } from '../../../shared/errors/index.ts';
import type { FlowDocument } from '../../../shared/flow/index.ts';
import { trimWebhookPath } from '../../../shared/webhook/path.ts';
import type { Vault } from '../../credentials/vault.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Random } from '../../ports/random.ts';
import type { WebhookKeys } from '../../ports/webhook-keys.ts';
import type { WebhookAnswer, WebhookCall, WebhookServer } from '../../ports/webhook-server.ts';
import type { Webhook, Webhooks } from '../../ports/webhooks.ts';
import type { Store } from '../../storage/index.ts';
import type { Changes } from '../changes.ts';
import type { TriggerOwner } from '../triggers/trigger-supervisor.ts';
import { createGatekeeper } from './gatekeeper.ts';
import { createWebhookPort } from './webhook-port.ts';

/** Hears calls for the webhooks of active flows, on a port of their own. */
export type WebhookService = {
  /** The address of one step, for as long as its trigger watches. */
  lend(owner: TriggerOwner): Webhooks;
  /** Where a step is called now, if anywhere. */
  describe(flowId: string, step: string): WebhookState;
  /**
   * Seals a secret that signs calls of the step, from now on: this one, or a new one, which is given once. Throws
   * NOT_FOUND, and what sealing throws.
   */
  setSecret(flowId: string, step: string, secret?: string): Promise<string | null>;
  /** Every webhook of the stored flows that can be read, as its flow is active or else as it is now. */
  list(): WebhookSummary[];
  /** The port of all addresses. */
  port(): WebhookPortState;
  /** Moves all addresses to another port. Throws WEBHOOK_PORT_IN_USE, and they stay where they are. */
  changePort(port: number): Promise<void>;
  close(): Promise<void>;
};

type Parts = {
  server: WebhookServer;
  keys: WebhookKeys;
  store: Store;
  vault: Vault;
  changes: Changes;
  clock: Clock;
  random: Random;
  log: Log;
};

/** The secret's name within the sealed ones of a webhook. */
const SECRET = 'secret';
const RETRY_SECONDS = 5;

const notFound: WebhookAnswer = { status: 404, body: { error: 'Not found.' } };
const notKept: WebhookAnswer = {
  status: 503,
  body: { error: 'The call could not be kept.' },
  retryAfterSeconds: RETRY_SECONDS,
};

type Target = { owner: TriggerOwner; answer: (call: WebhookCall) => Promise<WebhookAnswer> };
type OpenHook = { route: { path: string; secret: string | undefined; target: Target }; hook: Webhook };

export function createWebhookService(parts: Parts): WebhookService {
  const { server, keys, store, vault, changes, clock, random, log } = parts;
  const gatekeeper = createGatekeeper<Target>({ keys, ledger: store.webhooks, clock });
  const open = new Map<string, OpenHook>();

  const nameOf = (flowId: string, step: string): string => JSON.stringify([flowId, step]);
  const changed = (flowId: string): void => changes.publish({ type: 'flows.changed', flowId });

  const answer = async (call: WebhookCall): Promise<WebhookAnswer> => {
    const admitted = gatekeeper.admit(call);
    if (!admitted) return notFound;
    const { owner, answer: take } = admitted.target;
    try {
      const answered = await take(call);
      if (answered.retryAfterSeconds !== undefined) admitted.takeBack();
      return answered;
    } catch (thrown) {
      admitted.takeBack();
      const detail = toMillraceError(thrown).message;
      log.warn('A call of a webhook couldn’t be kept', { flowId: owner.flowId, step: owner.step.id, detail });
      return notKept;
    }
  };
  const port = createWebhookPort(server, store.settings, answer);
  const addressOf = (path: string): string => `http://127.0.0.1:${port.number()}${path}`;
  const ensure = (flowId: string, step: string) =>
    store.webhooks.find(flowId, step) ??
    store.webhooks.ensure({ id: random.uuid(), flowId, step, token: keys.create() });
  const openSecret = async (flowId: string, step: string): Promise<string> => {
    const { id, sealed } = ensure(flowId, step);
    const secret = sealed ? (await vault.open(id, sealed))[SECRET] : undefined;
    if (secret === undefined) throw new MillraceError('WEBHOOK_SECRET_MISSING');
    return secret;
  };

  return {
    lend: (owner) => ({
      take: async (hook, take, signal) => {
        const { flowId } = owner;
        const step = owner.step.id;
        const secret = hook.signed ? await openSecret(flowId, step) : undefined;
        await port.listen();
        if (signal.aborted) return;
        const path = `/${ensure(flowId, step).token}/${hook.path}`;
        const route = { path, secret, target: { owner, answer: take } };
        const name = nameOf(flowId, step);
        gatekeeper.open(route);
        open.set(name, { route, hook });
        changed(flowId);
        const { promise, resolve } = Promise.withResolvers<void>();
        signal.addEventListener('abort', () => resolve(), { once: true });
        await promise;
        gatekeeper.shut(path);
        open.delete(name);
        changed(flowId);
      },
    }),
    describe: (flowId, step) => {
      const hook = open.get(nameOf(flowId, step));
      return {
        address: hook ? addressOf(hook.route.path) : null,
        signed: hook?.hook.signed ?? false,
        hasSecret: store.webhooks.find(flowId, step)?.sealed instanceof Uint8Array,
      };
    },
    setSecret: async (flowId, step, given) => {
      const { document } = store.flows.get(flowId);
      if (!document.steps.some(({ id, type }) => id === step && type === 'webhook')) {
        throw new MillraceError('NOT_FOUND', { thing: 'webhook', name: step });
      }
      const { id } = ensure(flowId, step);
      const secret = given ?? keys.create();
      store.webhooks.setSecret(id, await vault.seal(id, { [SECRET]: secret }));
      const hook = open.get(nameOf(flowId, step));
      if (hook?.hook.signed) {
        hook.route = { ...hook.route, secret };
        gatekeeper.open(hook.route);
      }
      changed(flowId);
      return given === undefined ? secret : null;
    },
    list: () =>
      store.flows.list().flatMap(({ id, status, name: flowName }) => {
        const isActive = status === 'active';
        const document = readUnlessDamaged(() => (isActive ? store.activations.read(id) : store.flows.get(id)));
        const hooks = document?.steps.filter(({ type, disabled }) => type === 'webhook' && !disabled) ?? [];
        return hooks.map(({ id: step, name, settings = {} }) => {
          const stored = store.webhooks.find(id, step);
          const path = typeof settings.path === 'string' ? trimWebhookPath(settings.path) : '';
          const isCalled = isActive && stored !== undefined && port.number() !== null;
          return {
            flowId: id,
            flowName,
            step,
            name,
            active: isActive,
            address: isCalled ? addressOf(`/${stored.token}/${path}`) : null,
            signed: settings.secret === true,
            hasSecret: stored?.sealed instanceof Uint8Array,
          };
        });
      }),
    port: () => ({ port: port.number(), listening: port.isListening(), webhooks: open.size }),
    changePort: async (next) => {
      await port.change(next);
      changes.publish({ type: 'settings.changed' });
      for (const flowId of new Set([...open.values()].map(({ route }) => route.target.owner.flowId))) changed(flowId);
    },
    close: port.close,
  };
}

/** Undefined for a flow that damage made unreadable, which the list of flows says; the others are heard all the same. */
function readUnlessDamaged(read: () => { document: FlowDocument }): FlowDocument | undefined {
  try {
    return read().document;
  } catch (thrown) {
    if (toMillraceError(thrown).code === 'STORE_DAMAGED') return undefined;
    throw thrown;
  }
}
