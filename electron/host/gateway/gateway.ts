import type { MillraceError } from '../../../shared/errors/index.ts';
import type { CallEffect, CallPort } from '../../connectors/sdk/call-port.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Files } from '../../ports/files.ts';
import type { HttpTransport } from '../../ports/http.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { CallBudgets } from '../budgets/call-budgets.ts';
import { makeCall } from './http-call.ts';
import { allowEverything, type CallPolicy } from './policy.ts';
import type { CallObserver, CallOrigin, CallRecord, OutgoingCall } from './record.ts';

export type GatewayOptions = {
  transport: HttpTransport;
  clock: Pick<Clock, 'now' | 'monotonic'>;
  observers?: CallObserver[];
  /** Counts the calls of connections, and says when one would be too many. */
  budgets?: Pick<CallBudgets, 'take'>;
};

/** Who opens the gateway: one step of one run, with the policy of that run (a dry run withholds writes). */
export type GatewayRequest = CallOrigin & {
  files: Files;
  /** Hears of each call that counts as one of the step's: HTTP requests and their redirects, not files or sign-ins. */
  called(): void;
  policy?: CallPolicy;
  /** Hears that a call went past its connection's budget, before the call is refused. */
  overBudget?(connectionId: string, error: MillraceError): void;
};

/** What one step gets: its way out, and stored values whose changes pass the gateway too. */
export type StepPort = CallPort & { watchValues(values: ObjectStore): ObjectStore };

/** The one way out of Millrace for connectors. */
export type Gateway = {
  open(request: GatewayRequest): StepPort;
  /** Adds an observer; the returned function removes it. */
  observe(observer: CallObserver): () => void;
};

/** Makes the gateway over the transport; every call through it is decided over, counted and told to the observers. */
export function createGateway({ transport, clock, observers = [], budgets }: GatewayOptions): Gateway {
  const watching = new Set(observers);

  /** Announces a call; the returned function records how it ended. Throws the policy's refusal. */
  const announce = (call: OutgoingCall, { policy = allowEverything, overBudget, called }: Watchers) => {
    const startedAt = clock.now();
    const began = clock.monotonic();
    const finish = (outcome: Pick<CallRecord, 'status' | 'error' | 'refused'>) => {
      if (watching.size === 0) return;
      const { url: _, ...shown } = call;
      const record: CallRecord = { ...shown, startedAt, durationMs: clock.monotonic() - began, ...outcome };
      for (const observer of watching) observer(record);
    };
    const refusal = policy.decide(call) ?? spend(call, overBudget);
    if (refusal) {
      finish({ error: refusal.code, refused: true });
      throw refusal;
    }
    if (call.kind === 'http' && call.purpose === 'work') called();
    return finish;
  };

  /** Only runs are held to a budget; calls of tests and lists count all the same. */
  const spend = ({ kind, purpose, connectionId, runId }: OutgoingCall, overBudget: GatewayRequest['overBudget']) => {
    if (!budgets || kind !== 'http' || purpose !== 'work' || connectionId === undefined) return undefined;
    const error = budgets.take(connectionId);
    if (!error || runId === '') return undefined;
    overBudget?.(connectionId, error);
    return error;
  };

  return {
    open({ files, called, policy, overBudget, ...origin }) {
      const watchers: Watchers = { called, policy, overBudget };
      return {
        http: (request, signal) => {
          const purpose = request.purpose ?? 'work';
          return makeCall(transport, request, signal, ({ method, url }, effect) => {
            const call: OutgoingCall = {
              ...origin,
              kind: 'http',
              effect,
              purpose,
              method,
              target: url.host,
              url: url.href,
            };
            const finish = announce(call, watchers);
            return (outcome) => finish('status' in outcome ? outcome : { error: outcome.error.code });
          });
        },
        files: watchFiles(files, (effect, method, target) =>
          announce({ ...origin, kind: 'file', effect, purpose: 'work', method, target }, watchers),
        ),
        watchValues: (values) => {
          const change = (method: string, target: string) =>
            announce({ ...origin, kind: 'value', effect: 'write', purpose: 'work', method, target }, watchers)({});
          return {
            get: (scope, key) => values.get(scope, key),
            set: (scope, key, value) => {
              change('set', key);
              values.set(scope, key, value);
            },
            delete: (scope, key) => {
              change('delete', key);
              values.delete(scope, key);
            },
          };
        },
      };
    },
    observe(observer) {
      watching.add(observer);
      return () => watching.delete(observer);
    },
  };
}

/** Who decides over the calls of a step and hears of them. */
type Watchers = {
  called(): void;
  policy: CallPolicy | undefined;
  overBudget: GatewayRequest['overBudget'] | undefined;
};

type FileAnnouncer = (
  effect: CallEffect,
  method: string,
  target: string,
) => (outcome: { error?: MillraceError['code'] }) => void;

/** Files as a step gets them: what it reads and writes passes the gateway like everything else that leaves. */
function watchFiles(files: Files, announce: FileAnnouncer): Files {
  return {
    baseFolder: files.baseFolder,
    resolve: (path) => files.resolve(path),
    describe: (path) => files.describe(path),
    read(path, signal) {
      announce('read', 'read', files.resolve(path))({});
      return files.read(path, signal);
    },
    async create(path, mode) {
      announce('write', mode, files.resolve(path))({});
      return files.create(path, mode);
    },
  };
}
