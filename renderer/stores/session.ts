import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Catalog, ConnectorManifest } from '../../shared/connector/manifest.ts';
import type { ConnectionSummary, FlowRecord } from '../../shared/contract/index.ts';
import type { FlowStep } from '../../shared/flow/document.ts';
import type { FlowProblem } from '../../shared/flow/problem.ts';
import type { StepTypes } from '../commands/ports.ts';
import { createDocumentStore, type DocumentState, type DocumentStore } from './document-store.ts';
import { shownStatus, useHostData } from './host-data.ts';
import { createRunStore, isStale, type RunStore, type RunStoreState } from './run-store.ts';
import { createViewStore, type ViewState, type ViewStore } from './view-store.ts';

/** The problems that the checker found in the open flow; written only by the editor's check. */
export type ProblemsState = { problems: readonly FlowProblem[] };

/** Everything that belongs to one open flow. */
export type EditorSession = {
  flowId: string;
  /** False where the person may only look: no control, key or pointer changes the flow then. */
  editable: boolean;
  types: StepTypes;
  connectors: ReadonlyMap<string, ConnectorManifest>;
  documents: DocumentStore;
  view: ViewStore;
  runs: RunStore;
  checks: StoreApi<ProblemsState>;
};

/** Opens a flow, for editing or to look at. */
export function createSession(record: FlowRecord, catalog: Catalog, editable: boolean): EditorSession {
  return {
    flowId: record.id,
    editable,
    types: new Map(catalog.steps.map((step) => [step.type, step])),
    connectors: new Map(catalog.connectors.map((connector) => [connector.id, connector])),
    documents: createDocumentStore(record, editable),
    view: createViewStore(),
    runs: createRunStore(),
    checks: createStore<ProblemsState>()(() => ({ problems: [] })),
  };
}

export const SessionContext = createContext<EditorSession | undefined>(undefined);

/** The open flow’s session; throws outside an editor. */
export function useSession(): EditorSession {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession is used outside an editor.');
  return session;
}

/** A part of the open flow; the component renders again only when that part changes. */
export function useDocument<Part>(select: (state: DocumentState) => Part): Part {
  return useStore(useSession().documents, select);
}

export function useView<Part>(select: (state: ViewState) => Part): Part {
  return useStore(useSession().view, select);
}

export function useRun<Part>(select: (state: RunStoreState) => Part): Part {
  return useStore(useSession().runs, select);
}

/** The problems of the open flow. */
export function useProblems<Part>(select: (problems: readonly FlowProblem[]) => Part): Part {
  return useStore(useSession().checks, ({ problems }) => select(problems));
}

/** One step of the open flow. */
export function useStep(stepId: string | undefined): FlowStep | undefined {
  return useDocument(({ content }) => content.document.steps.find(({ id }) => id === stepId));
}

const noConnections: readonly ConnectionSummary[] = [];

/** The connections of this computer, as the host last told. */
export function useConnections(): readonly ConnectionSummary[] {
  return useHostData(({ connections }) => connections.data ?? noConnections);
}

/** The same, outside components. */
export function knownConnections(): readonly ConnectionSummary[] {
  return useHostData.getState().connections.data ?? noConnections;
}

/** The connection of this computer that fills a slot. */
export function useConnectionOfSlot(slot: string | undefined): ConnectionSummary | undefined {
  const id = useDocument(({ content }) => (slot === undefined ? undefined : content.bindings[slot]));
  return useHostData(({ connections }) => connections.data?.find((connection) => connection.id === id));
}

/** The status to show for a connection: “Testing…” while this page tests it. */
export function useShownStatus(connection: ConnectionSummary | undefined): ConnectionSummary['status'] | undefined {
  return useHostData(({ testing }) => connection && shownStatus(connection, testing));
}

/** Whether a step changed since the shown run; renders again only when that turns. */
export function useStale(stepId: string): boolean {
  const { documents, runs } = useSession();
  const byRun = useStore(runs, (run) => isStale(run, documents.getState().content.document, stepId));
  const byEdit = useStore(documents, ({ content }) => isStale(runs.getState(), content.document, stepId));
  return byRun || byEdit;
}

/** What parts of the editor ask of the whole: running the flow, or one step. Undefined where the person may not. */
export const EditorRunContext = createContext<{ run(): void; runOnly(stepId: string): void } | undefined>(undefined);
