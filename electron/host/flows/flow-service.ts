import type {
  ExportedFlow,
  FlowActivation,
  FlowRecord,
  FlowSummary,
  MissedRun,
} from '../../../shared/contract/index.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import { createFlow, type FlowDocument, formatFlow, parseFlow, readFlow } from '../../../shared/flow/index.ts';
import type { Random } from '../../ports/random.ts';
import type { FlowStore, Store, StoredFlow } from '../../storage/index.ts';
import type { Changes } from '../changes.ts';

/** What the host does with stored flows; every change is told to all windows. */
export type FlowService = {
  list(): FlowSummary[];
  get(id: string): FlowRecord;
  /** Empty, or from a document; its slots are filled as `bindings` says. */
  create(name: string, document?: FlowDocument, bindings?: Record<string, string>): FlowRecord;
  save(flow: Parameters<FlowStore['save']>[0]): { revision: number; savedAt: string };
  rename(id: string, name: string): FlowRecord;
  duplicate(id: string): FlowRecord;
  /** Throws FLOW_ACTIVE for one that starts by itself. */
  remove(id: string): void;
  restore(id: string): FlowRecord;
  /**
   * The canonical file. Pinned data is left out unless asked for, since it is data of runs; `pinnedLeftOut` counts its
   * steps.
   */
  exportFile(id: string, options?: { includePinned?: boolean | undefined }): ExportedFlow;
  importFile(text: string): FlowRecord;
  /** The gap ledger, newest first. */
  missed(request: Parameters<Store['triggers']['gaps']['list']>[0]): { missed: MissedRun[]; total: number };
};

type Parts = {
  store: Store;
  random: Random;
  changes: Changes;
  /** How a flow's activation stands. */
  activationOf: (flowId: string) => FlowActivation | null;
};

export function createFlowService({ store, random, changes, activationOf }: Parts): FlowService {
  const toRecord = ({ id, revision, document, bindings, status, updatedAt }: StoredFlow): FlowRecord => ({
    id,
    revision,
    document,
    bindings,
    status,
    updatedAt,
    activation: activationOf(id),
  });
  const changed = (flow: StoredFlow): FlowRecord => {
    changes.publish({ type: 'flows.changed', flowId: flow.id });
    return toRecord(flow);
  };
  const freeName = (name: string): string => {
    const taken = new Set(store.flows.list().map((flow) => flow.name));
    if (!taken.has(name)) return name;
    let number = 2;
    while (taken.has(`${name} ${number}`)) number += 1;
    return `${name} ${number}`;
  };

  return {
    list: () => {
      const callers = store.flows.callers();
      const connections = new Map(store.connections.list().map((connection) => [connection.id, connection]));
      return store.flows.list().map(({ bindings, createdAt: _, ...flow }) => ({
        ...flow,
        activation: flow.status === 'active' ? activationOf(flow.id) : null,
        calledBy: callers
          .filter(({ flowId, calls }) => flowId !== flow.id && (calls === flow.id || calls === flow.name))
          .map(({ flowId, name }) => ({ id: flowId, name })),
        connections: [...new Set(Object.values(bindings))].flatMap((id) => {
          const connection = connections.get(id);
          return connection ? [{ id, name: connection.name, status: connection.status }] : [];
        }),
      }));
    },
    get: (id) => toRecord(store.flows.get(id)),
    create: (name, document, bindings) => {
      const flow = document ? readFlow(document) : createFlow(name, random.uuid());
      return changed(store.flows.create({ ...flow, name: freeName(name) }, bindings));
    },
    save: ({ id, revision, document, bindings }) => {
      const saved = store.flows.save({ id, revision, document: readFlow(document), bindings });
      changes.publish({ type: 'flows.changed', flowId: id });
      return { revision: saved.revision, savedAt: saved.updatedAt };
    },
    rename: (id, name) => changed(store.flows.rename(id, name)),
    duplicate: (id) => {
      const { document, bindings } = store.flows.get(id);
      const name = freeName(document.name);
      return changed(store.flows.create({ ...document, id: random.uuid(), name }, bindings));
    },
    remove: (id) => {
      const active = store.flows.list().find((flow) => flow.id === id && flow.status === 'active');
      if (active) throw new MillraceError('FLOW_ACTIVE', { name: active.name });
      store.flows.remove(id);
      changes.publish({ type: 'flows.changed', flowId: id });
    },
    restore: (id) => changed(store.flows.restore(id)),
    exportFile: (id, { includePinned = false } = {}) => {
      const { document } = store.flows.get(id);
      const { pinned, ...unpinned } = document;
      return {
        fileName: `${toFileName(document.name)}.flow.json`,
        text: formatFlow(includePinned ? document : unpinned),
        pinnedLeftOut: includePinned ? 0 : Object.keys(pinned ?? {}).length,
      };
    },
    importFile: (text) => {
      const document = parseFlow(text);
      return changed(store.flows.create({ ...document, name: freeName(document.name) }));
    },
    missed: (request) => {
      const names = new Map(store.flows.list().map(({ id, name }) => [id, name]));
      const { missed, total } = store.triggers.gaps.list(request);
      return { missed: missed.map((run) => ({ ...run, flowName: names.get(run.flowId) ?? run.flowId })), total };
    },
  };
}

/** A name that every file system takes: lower case, words joined by hyphens. */
function toFileName(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  return plain.slice(0, 80) || 'flow';
}
