import type { Edge, Node } from '@xyflow/react';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Breakpoint } from '../../shared/run/breakpoint.ts';
import type { AddTarget } from '../commands/add-step.ts';
import type { EdgeEnds } from '../commands/ports.ts';

/** A node of the canvas: a step’s box or a connection’s pill. Everything it shows is looked up by its id. */
export type StepNode = Node<{ stepId: string }, 'step'>;
export type ConnectionNode = Node<{ slot: string }, 'connection'>;
export type CanvasNode = StepNode | ConnectionNode;
export type FlowEdgeNode = Edge<{ ends: EdgeEnds }, 'flow'>;
export type ConnectionEdge = Edge<Record<string, never>, 'connection'>;
export type CanvasEdge = FlowEdgeNode | ConnectionEdge;

export type InspectorTab = 'settings' | 'input' | 'output';
export type BottomTab = 'problems' | 'log' | 'data';

/** An open step picker: where the step goes and where on the screen it stands, in px of the window. */
export type PickerRequest = { target: AddTarget; at: { x: number; y: number } | undefined; after?: string };

/** What the screen shows of the open flow: library nodes, selection, panes. Never saved with the flow. */
export type ViewState = {
  nodes: CanvasNode[];
  edges: CanvasEdge[];
  selectedIds: readonly string[];
  selectedEdge: string | undefined;
  /** The one step that Tab reaches. */
  focusedId: string | undefined;
  hoveredEdge: string | undefined;
  inspectorOpen: boolean;
  inspectorTab: InspectorTab;
  /** Whether the inspector stays open with the flow’s own settings while nothing is selected. */
  flowSettings: boolean;
  /** Width in px of the inspector where it lies over the canvas’s right edge; 0 where it stands beside it. */
  coveredWidth: number;
  /** True while the inspector fills the editor: input, settings and output side by side. */
  wide: boolean;
  /** Whether errors stand at fields that weren’t visited yet: after a refused run. */
  showErrors: boolean;
  /** The setting to focus once its form is shown, by key. */
  focusField: string | undefined;
  outlineOpen: boolean;
  /** Zoom of the canvas in percent, as of the end of its last movement. */
  zoomPercent: number;
  drawerOpen: boolean;
  /** Whether the minimap is shown; undefined while the room there is decides. */
  minimap: boolean | undefined;
  bottomOpen: boolean;
  bottomTab: BottomTab;
  /** The edge whose data the bottom panel shows. */
  dataEdge: string | undefined;
  /** The edge whose first records stand in a popover. */
  previewEdge: string | undefined;
  picker: PickerRequest | undefined;
  /** The output that an edge is being drawn from, by drag or by click, and the steps that can’t receive it. */
  connecting: { from: string; port: string; refused: ReadonlySet<string>; byClick: boolean } | undefined;
  /** The step whose “Connect to” list is open. */
  connectFrom: string | undefined;
  /** The step whose “Disconnect” list is open. */
  disconnectFrom: string | undefined;
  renaming: string | undefined;
  /** Records that a test brings in by each source; undefined for all. */
  testSize: number | undefined;
  /** Where test runs stop; they belong to this window, not to the flow. */
  breakpoints: readonly Breakpoint[];
  /** The step whose breakpoint is being edited. */
  editedBreakpoint: string | undefined;
  /** The step whose output is to be pinned or unpinned. */
  pinning: string | undefined;
  /** The step whose pinned data is being edited. */
  editedPin: string | undefined;
  set(change: Partial<Omit<ViewState, 'set' | 'select'>>): void;
  /** Selects steps and nothing else. */
  select(ids: readonly string[]): void;
};

export type ViewStore = StoreApi<ViewState>;

/** The view of one open flow. */
export function createViewStore(): ViewStore {
  return createStore<ViewState>()((set, get) => ({
    nodes: [],
    edges: [],
    selectedIds: [],
    selectedEdge: undefined,
    focusedId: undefined,
    hoveredEdge: undefined,
    inspectorOpen: true,
    inspectorTab: 'settings',
    flowSettings: false,
    coveredWidth: 0,
    wide: false,
    showErrors: false,
    focusField: undefined,
    outlineOpen: false,
    zoomPercent: 100,
    drawerOpen: false,
    minimap: undefined,
    bottomOpen: false,
    bottomTab: 'problems',
    dataEdge: undefined,
    previewEdge: undefined,
    picker: undefined,
    connecting: undefined,
    connectFrom: undefined,
    disconnectFrom: undefined,
    renaming: undefined,
    testSize: 5,
    breakpoints: [],
    editedBreakpoint: undefined,
    pinning: undefined,
    editedPin: undefined,
    set,
    select(ids) {
      const chosen = new Set(ids);
      const { nodes, edges, focusedId } = get();
      set({
        selectedIds: ids,
        selectedEdge: undefined,
        focusedId: ids[0] ?? focusedId,
        nodes: nodes.map((node) =>
          (node.selected ?? false) === chosen.has(node.id) ? node : { ...node, selected: chosen.has(node.id) },
        ),
        edges: edges.map((edge) => (edge.selected ? { ...edge, selected: false } : edge)),
      });
    },
  }));
}

/** The canvas id of a connection’s pill; steps use their own id. */
export function connectionNodeId(slot: string): string {
  return `connection:${slot}`;
}

/** The slot of a pill’s canvas id, or undefined for a step’s. */
export function slotOfNodeId(id: string): string | undefined {
  return id.startsWith('connection:') ? id.slice('connection:'.length) : undefined;
}
