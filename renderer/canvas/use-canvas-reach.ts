import { type FitViewOptions, useReactFlow } from '@xyflow/react';
import { type RefObject, useEffect, useMemo } from 'react';
import { STEP_HEIGHT, STEP_WIDTH } from '../commands/place.ts';
import type { EditorSession } from '../stores/session.ts';
import type { CanvasNode, ViewState } from '../stores/view-store.ts';
import type { CanvasReach } from './canvas-keys.ts';

/** Space around a flow that is seen whole: at its sides, and above and below, where the canvas’s controls stand. */
const SIDE_SPACE = 28;
const END_SPACE = 64;

/** From this many steps on, only those in view are mounted (ui.md §16), and a flow opens at its beginning. */
export const LARGE_FROM = 200;
/** Steps of a large flow that are in view when it opens. */
const SHOWN_FIRST = 5;

/** What is in view when a flow opens: all of it as large as it fits, never larger than it is; of a large one, its beginning. */
export function openingFit({
  nodes,
  coveredWidth,
}: Pick<ViewState, 'nodes' | 'coveredWidth'>): FitViewOptions<CanvasNode> {
  const options = fitBeside(coveredWidth);
  if (nodes.length < LARGE_FROM) return options;
  return { ...options, nodes: nodes.slice(0, SHOWN_FIRST).map(({ id }) => ({ id })) };
}

function fitBeside(coveredWidth: number) {
  const padding = {
    left: `${SIDE_SPACE}px`,
    right: `${SIDE_SPACE + coveredWidth}px`,
    top: `${END_SPACE}px`,
    bottom: `${END_SPACE}px`,
  } as const;
  return { padding, maxZoom: 1 } satisfies FitViewOptions;
}

/** Moving the view of the canvas in `root`. Fits the flow once it can be measured; of a large one, its beginning. */
export function useCanvasReach({ view }: EditorSession, root: RefObject<HTMLElement | null>): CanvasReach {
  const { fitView, zoomIn, zoomOut, zoomTo, setViewport, getViewport, viewportInitialized } =
    useReactFlow<CanvasNode>();
  useEffect(() => {
    if (viewportInitialized) void fitView(openingFit(view.getState()));
  }, [fitView, viewportInitialized, view]);
  return useMemo(
    () => ({
      fit: () => void fitView(fitBeside(view.getState().coveredWidth)),
      fitSelection: () => {
        const { selectedIds, focusedId, coveredWidth } = view.getState();
        const ids = selectedIds.length > 0 ? selectedIds : focusedId === undefined ? [] : [focusedId];
        if (ids.length > 0) {
          const nodes = ids.map((id) => ({ id }));
          void fitView({ ...fitBeside(coveredWidth), nodes });
        }
      },
      zoomBy: (factor) => void (factor > 1 ? zoomIn() : zoomOut()),
      zoomToFull: () => void zoomTo(1),
      reveal: (stepId) => {
        const { nodes, coveredWidth } = view.getState();
        const node = nodes.find(({ id }) => id === stepId);
        const frame = root.current?.getBoundingClientRect();
        if (!node || !frame) return;
        const { x, y, zoom } = getViewport();
        const dx = shortfall(node.position.x * zoom + x, STEP_WIDTH * zoom, frame.width - coveredWidth);
        const dy = shortfall(node.position.y * zoom + y, (node.height ?? STEP_HEIGHT) * zoom, frame.height);
        if (dx !== 0 || dy !== 0) void setViewport({ x: x + dx, y: y + dy, zoom });
      },
    }),
    [fitView, zoomIn, zoomOut, zoomTo, setViewport, getViewport, view, root],
  );
}

/** How far a box must move to stand inside the frame, with a margin where there is room for one; px. */
export function shortfall(start: number, size: number, frame: number): number {
  const margin = Math.max(0, Math.min(40, (frame - size) / 2));
  if (start < margin) return margin - start;
  const over = start + size - (frame - margin);
  return over > 0 ? -over : 0;
}
