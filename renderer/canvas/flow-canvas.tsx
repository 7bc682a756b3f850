import '@xyflow/react/dist/style.css';
import {
  Background,
  BackgroundVariant,
  ConnectionLineType,
  type DefaultEdgeOptions,
  type EdgeTypes,
  type NodeTypes,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useReactFlow,
} from '@xyflow/react';
import { type CSSProperties, type DragEvent, type MouseEvent, useEffect, useMemo, useRef } from 'react';
import { type Point, snap } from '../commands/place.ts';
import { assignConnection, placeConnection } from '../commands/slots.ts';
import { addStepAction } from '../stores/actions.ts';
import { knownConnections, useDocument, useSession, useView } from '../stores/session.ts';
import type { CanvasNode } from '../stores/view-store.ts';
import { announce } from '../ui/live-regions.tsx';
import { CANVAS_HELP_ID } from './build-nodes.ts';
import { CanvasControls } from './canvas-controls.tsx';
import { createCanvasHandlers } from './canvas-handlers.ts';
import { handleCanvasKey } from './canvas-keys.ts';
import { CanvasMinimap } from './canvas-minimap.tsx';
import { ConnectMenu } from './connect-menu.tsx';
import { stopConnecting } from './connecting.ts';
import { ConnectionEdge } from './connection-edge.tsx';
import { ConnectionNode } from './connection-node.tsx';
import { DisconnectMenu } from './disconnect-menu.tsx';
import { CONNECTION_DRAG, STEP_TYPE_DRAG } from './drag-types.ts';
import { EmptyCanvas } from './empty-canvas.tsx';
import styles from './flow-canvas.module.css';
import { FlowEdge } from './flow-edge.tsx';
import { StepNode } from './step-node.tsx';
import { tell } from './tell.ts';
import { LARGE_FROM, useCanvasReach } from './use-canvas-reach.ts';
import { useCanvasSync } from './use-canvas-sync.ts';
import { useDoubleClickThrough } from './use-double-click-through.ts';
import { useToastPlace } from './use-toast-place.ts';

const nodeTypes: NodeTypes = { step: StepNode, connection: ConnectionNode };
const edgeTypes: EdgeTypes = { flow: FlowEdge, connection: ConnectionEdge };
const defaultEdgeOptions: DefaultEdgeOptions = { interactionWidth: 24 };
const snapGrid: [number, number] = [8, 8];
const panButtons = [1, 2];

/** The flow as a graph: steps, lines, connections; everything a pointer or a key does to them. */
export function FlowCanvas() {
  return (
    <ReactFlowProvider>
      <Canvas />
    </ReactFlowProvider>
  );
}

function Canvas() {
  const session = useSession();
  const { view, documents, types, editable } = session;
  useCanvasSync(session);
  const nodes = useView((state) => state.nodes);
  const edges = useView((state) => state.edges);
  const stepCount = useDocument(({ content }) => content.document.steps.length);
  const connecting = useView((state) => state.connecting !== undefined);
  const coveredWidth = useView((state) => state.coveredWidth);
  const root = useRef<HTMLDivElement>(null);
  const { screenToFlowPosition, getZoom } = useReactFlow<CanvasNode>();
  const handlers = useMemo(() => createCanvasHandlers(session, screenToFlowPosition), [session, screenToFlowPosition]);
  const reach = useCanvasReach(session, root);
  useToastPlace(root);
  useDoubleClickThrough(session);

  const only = useView(({ selectedIds }) => (selectedIds.length === 1 ? selectedIds[0] : undefined));
  useEffect(() => {
    if (only === undefined) return;
    // The inspector opens beside the canvas with the selection; the step must not end up behind it.
    const frame = requestAnimationFrame(() => requestAnimationFrame(() => reach.reveal(only)));
    return () => cancelAnimationFrame(frame);
  }, [only, reach]);

  const setTier = () => {
    const zoom = getZoom();
    view.getState().set({ zoomPercent: Math.round(zoom * 100) });
    const tier = zoom >= 0.6 ? 'full' : zoom >= 0.3 ? 'compact' : 'block';
    if (root.current && root.current.dataset.zoomTier !== tier) root.current.dataset.zoomTier = tier;
  };

  const openPickerAt = (event: MouseEvent) => {
    if (!(event.target instanceof Element) || !event.target.classList.contains('react-flow__pane')) return;
    const { x, y } = screenToFlowPosition({ x: event.clientX, y: event.clientY });
    const at: Point = [snap(x), snap(y)];
    view.getState().set({ picker: { target: { kind: 'place', at }, at: { x: event.clientX, y: event.clientY } } });
  };

  const onDrop = (event: DragEvent) => {
    const type = event.dataTransfer.getData(STEP_TYPE_DRAG);
    const connectionId = event.dataTransfer.getData(CONNECTION_DRAG);
    if (!type && !connectionId) return;
    event.preventDefault();
    const { x, y } = screenToFlowPosition({ x: event.clientX, y: event.clientY });
    const manifest = types.get(type);
    if (manifest) {
      tell(session, addStepAction(session, manifest, { kind: 'place', at: [snap(x - 128), snap(y - 40)] }));
      return;
    }
    const connection = knownConnections().find(({ id }) => id === connectionId);
    if (!connection) return;
    const onto = event.target instanceof Element ? event.target.closest<HTMLElement>('.react-flow__node') : undefined;
    const step = documents.getState().content.document.steps.find(({ id }) => id === onto?.dataset.id);
    if (step && types.get(step.type)?.connector === connection.connector) {
      documents.getState().apply(assignConnection(step.id, connection));
      announce(`${step.name} now uses ${connection.name}.`);
    } else if (step) {
      tell(session, { announcement: `“${step.name}” doesn’t use a connection of this system.`, refused: true });
    } else {
      documents.getState().apply(placeConnection(connection, [snap(x - 104), snap(y - 24)]));
      announce(`Placed ${connection.name} on the canvas.`);
    }
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the library’s root inside has the role; keys bubble up to here
    <div
      ref={root}
      className={styles.canvas}
      data-testid="flow-canvas"
      data-pane="Canvas"
      data-zoom-tier="full"
      data-connecting={connecting || undefined}
      style={{ '--covered-width': `${coveredWidth}px` } as CSSProperties}
      onKeyDown={(event) => handleCanvasKey(event, session, reach)}
      onDoubleClick={editable ? openPickerAt : undefined}
      onDragOver={(event) => {
        if (!editable || ![STEP_TYPE_DRAG, CONNECTION_DRAG].some((kind) => event.dataTransfer.types.includes(kind)))
          return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
      }}
      onDrop={editable ? onDrop : undefined}
      onFocus={(event) => {
        const id = event.target.closest<HTMLElement>('.react-flow__node-step')?.dataset.id;
        if (id && view.getState().focusedId !== id) view.getState().set({ focusedId: id });
      }}
    >
      <p id={CANVAS_HELP_ID} className="visually-hidden">
        Arrow keys move between steps. Enter opens the settings.
        {editable && ' A adds a step, C connects, Delete removes.'}
      </p>
      <ReactFlow
        aria-label={`Flow canvas, ${stepCount} ${stepCount === 1 ? 'step' : 'steps'}`}
        aria-roledescription="flow diagram"
        aria-describedby={CANVAS_HELP_ID}
        tabIndex={stepCount === 0 ? 0 : -1}
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        defaultEdgeOptions={defaultEdgeOptions}
        onNodesChange={handlers.onNodesChange}
        onEdgesChange={handlers.onEdgesChange}
        onNodeDragStop={handlers.onNodeDragStop}
        onSelectionDragStop={(event, dragged) => dragged[0] && handlers.onNodeDragStop(event, dragged[0], dragged)}
        onConnectStart={handlers.onConnectStart}
        onConnect={handlers.onConnect}
        onConnectEnd={handlers.onConnectEnd}
        onEdgeMouseEnter={(_, edge) => edge.type === 'flow' && view.getState().set({ hoveredEdge: edge.id })}
        onEdgeMouseLeave={() => view.getState().set({ hoveredEdge: undefined })}
        onNodeClick={(_, node) => {
          if (view.getState().connecting?.byClick) return;
          if (node.type === 'step') view.getState().set({ focusedId: node.id });
        }}
        onNodeDoubleClick={(_, node) => {
          if (node.type === 'step') view.getState().set({ wide: true });
        }}
        onPaneClick={() => {
          stopConnecting(session);
          view.getState().set({ previewEdge: undefined });
        }}
        onMoveEnd={setTier}
        nodesDraggable={editable}
        nodesConnectable={editable}
        nodesFocusable
        edgesFocusable={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        selectionOnDrag
        selectionMode={SelectionMode.Partial}
        multiSelectionKeyCode="Shift"
        selectionKeyCode={null}
        panOnDrag={panButtons}
        panOnScroll
        panActivationKeyCode="Space"
        zoomOnDoubleClick={false}
        minZoom={0.1}
        maxZoom={2}
        snapToGrid
        snapGrid={snapGrid}
        connectOnClick={false}
        connectionRadius={24}
        connectionDragThreshold={4}
        connectionLineType={ConnectionLineType.SmoothStep}
        autoPanOnNodeFocus={false}
        onlyRenderVisibleElements={stepCount >= LARGE_FROM}
        attributionPosition="bottom-left"
      >
        <Background variant={BackgroundVariant.Dots} gap={16} size={1.25} color="var(--border-subtle)" />
        <CanvasMinimap />
      </ReactFlow>
      <CanvasControls reach={reach} />
      {stepCount === 0 && <EmptyCanvas />}
      <ConnectMenu />
      <DisconnectMenu />
    </div>
  );
}
