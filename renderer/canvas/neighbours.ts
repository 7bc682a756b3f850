import type { FlowDocument } from '../../shared/flow/document.ts';
import { executionOrder } from '../../shared/flow/graph.ts';
import { type Box, stepBoxes } from '../commands/place.ts';
import type { StepTypes } from '../commands/ports.ts';

export type Direction = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown' | 'Home' | 'End';

/**
 * The step that a key goes to: along the flow for left and right (nearest in height first), the nearest above or below
 * for up and down, the first or last in execution order. Undefined when there is none.
 */
export function neighbourOf(
  document: FlowDocument,
  types: StepTypes,
  from: string | undefined,
  direction: Direction,
): string | undefined {
  const order = executionOrder(document);
  if (direction === 'Home') return order[0]?.id;
  if (direction === 'End') return order.at(-1)?.id;
  const boxes = stepBoxes(document, types);
  const here = boxes.find(({ id }) => id === from);
  if (!here) return order[0]?.id;
  const along =
    direction === 'ArrowRight'
      ? document.edges.filter((edge) => edge.from === from).map((edge) => edge.to)
      : direction === 'ArrowLeft'
        ? document.edges.filter((edge) => edge.to === from).map((edge) => edge.from)
        : undefined;
  const candidates = along
    ? boxes.filter(({ id }) => along.includes(id))
    : boxes.filter((box) => (direction === 'ArrowUp' ? box.y < here.y : box.y > here.y));
  return nearest(here, candidates, along ? 'height' : 'distance');
}

function nearest(here: Box, boxes: readonly (Box & { id: string })[], by: 'height' | 'distance'): string | undefined {
  let best: { id: string; far: number } | undefined;
  for (const { id, x, y } of boxes) {
    const far = by === 'height' ? Math.abs(y - here.y) : Math.hypot((x - here.x) * 2, y - here.y);
    if (!best || far < best.far) best = { id, far };
  }
  return best?.id;
}
