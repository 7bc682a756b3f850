import type { Catalog } from '../../../shared/connector/manifest.ts';
import type { ActivationReview, FlowActivation, ReviewedProblem } from '../../../shared/contract/index.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import { type FlowDocument, findProblems, problemsThatStop } from '../../../shared/flow/index.ts';
import type { Store, StoredFlow } from '../../storage/index.ts';
import type { Changes } from '../changes.ts';
import { refuseProblems } from '../runs/run-checks.ts';
import type { SafeMode } from '../safe-mode.ts';
import type { TriggerSupervisor } from './trigger-supervisor.ts';

/** Switches flows on and off. */
export type ActivationService = {
  /** What activating the flow as it is now would mean. Throws NOT_FOUND. */
  review(flowId: string): Promise<ActivationReview>;
  /**
   * Makes the flow, as it is now, the version that runs by itself; also goes on with a paused one. Throws NOT_FOUND,
   * FLOW_PROBLEMS, TRIGGER_NOT_AUTOMATIC, CONNECTION_NOT_READY.
   */
  activate(flowId: string): Promise<void>;
  /** Switches it off; runs under way end. One that isn't active stays as it is. */
  deactivate(flowId: string): Promise<void>;
  /** How its activation stands; null for one that isn't active. */
  stateOf(flowId: string): FlowActivation | null;
};

type Parts = {
  store: Store;
  catalog: () => Promise<Catalog>;
  changes: Changes;
  supervisor: TriggerSupervisor;
  safeMode: Pick<SafeMode, 'state'>;
};

const HELD_BACK = 'Nothing starts by itself since Millrace ended unexpectedly 3 times.';

/** Statuses of a connection with which a flow isn't activated, in words. */
const NOT_READY: Readonly<Record<string, string>> = {
  inactive: 'It is switched off.',
  failed: 'Its last test failed.',
  sign_in_expired: 'Its sign-in has expired.',
};

export function createActivationService({ store, catalog, changes, supervisor, safeMode }: Parts): ActivationService {
  const check = async ({
    document,
    bindings,
  }: StoredFlow): Promise<Pick<ActivationReview, 'problems' | 'warnings'>> => {
    const known = await catalog();
    // Nobody is there to choose a connection when a trigger starts the run, so it would fail each time.
    const found = findProblems(document, known, { bindings }).map((problem): ReviewedProblem => {
      const stepName = document.steps.find(({ id }) => id === problem.step)?.name;
      return {
        ...problem,
        severity: problem.code === 'CONNECTION_REQUIRED' ? 'error' : problem.severity,
        ...(stepName === undefined ? {} : { stepName }),
      };
    });
    return {
      problems: problemsThatStop(found, document, known),
      warnings: found.filter(({ severity }) => severity === 'warning'),
    };
  };
  const connectionsOf = ({ document, bindings }: StoredFlow): ActivationReview['connections'] => {
    const used = new Set(document.steps.flatMap(({ connection }) => connection ?? []));
    const all = new Map(store.connections.list().map((connection) => [connection.id, connection]));
    const ids = new Set([...used].flatMap((slot) => bindings[slot] ?? []));
    return [...ids].flatMap((id) => {
      const connection = all.get(id);
      if (!connection) return [];
      const status = connection.active ? connection.status : 'inactive';
      return [{ id, name: connection.name, status, ready: !Object.hasOwn(NOT_READY, status) }];
    });
  };
  const startsOf = async (document: FlowDocument): Promise<ActivationReview['starts']> => {
    const triggers = await supervisor.triggersOf(document);
    return triggers.map(({ step, declaration }) => ({
      step: step.id,
      name: step.name,
      sentence: declaration.describe(step.settings ?? {}),
    }));
  };

  return {
    review: async (flowId) => {
      const flow = store.flows.get(flowId);
      const { problems, warnings } = await check(flow);
      return {
        revision: flow.revision,
        starts: problems.length > 0 ? [] : await startsOf(flow.document),
        connections: connectionsOf(flow),
        problems,
        warnings,
      };
    },
    activate: async (flowId) => {
      const flow = store.flows.get(flowId);
      const { document, bindings, revision } = flow;
      refuseProblems(document, (await check(flow)).problems);
      if ((await startsOf(document)).length === 0) throw new MillraceError('TRIGGER_NOT_AUTOMATIC');
      const failing = connectionsOf(flow).find(({ ready }) => !ready);
      if (failing) {
        throw new MillraceError('CONNECTION_NOT_READY', {
          name: failing.name,
          connectionId: failing.id,
          detail: NOT_READY[failing.status],
        });
      }
      const paused = (store.activations.find(flowId)?.pausedAt ?? null) !== null;
      store.activations.put({ flowId, revision, document, bindings });
      await supervisor.watch(flowId, paused ? 'paused' : 'closed');
      changes.publish({ type: 'flows.changed', flowId });
    },
    deactivate: async (flowId) => {
      const { status } = store.flows.get(flowId);
      if (status === 'active') store.activations.remove(flowId);
      await supervisor.unwatch(flowId);
      changes.publish({ type: 'flows.changed', flowId });
    },
    stateOf: (flowId) => {
      const state = store.activations.find(flowId);
      if (!state) return null;
      const { revision, pausedAt, crashes } = state;
      return {
        revision,
        pausedAt,
        pauseReason: pausedAt === null ? null : `Paused after ${crashes} runs in a row that Millrace didn’t survive.`,
        trouble: safeMode.state() ? HELD_BACK : supervisor.troubleOf(flowId),
        troubles: safeMode.state() ? [] : supervisor.troublesOf(flowId),
        missed: store.triggers.gaps.list({ flowId, unsettled: true, offset: 0, limit: 1 }).total,
      };
    },
  };
}
