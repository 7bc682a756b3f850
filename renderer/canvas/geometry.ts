import { type NodeHandle, Position } from '@xyflow/react';
import type { FlowStep } from '../../shared/flow/document.ts';
import { PORT_SPACING, STEP_HEIGHT, STEP_WIDTH, stepHeight } from '../commands/place.ts';
import { portsOf, type StepTypes } from '../commands/ports.ts';

/** Size of a connection’s pill in px (ui.md §6.5). */
export const PILL_WIDTH = 208;
export const PILL_HEIGHT = 48;
/** Size of a port’s mark in px; its hit area is 24. */
export const PORT_SIZE = 10;
/** Id of the handle that dashed connection edges end at. */
export const CONNECTION_PORT = 'connection';

/** Distance of a port’s centre from the top of the box, in px; ports count from 0. */
export function portOffset(index: number): number {
  return STEP_HEIGHT / 2 + index * PORT_SPACING;
}

export type StepGeometry = { width: number; height: number; handles: NodeHandle[] };

/** Size and ports of a step’s box: known from its type and settings alone, before anything is rendered. */
export function stepGeometry(step: FlowStep, types: StepTypes): StepGeometry {
  const { inputs, outputs } = portsOf(step, types);
  const height = stepHeight(step, types);
  const handles: NodeHandle[] = [
    ...inputs.map(({ name }, index) => handle(name, 'target', Position.Left, 0, portOffset(index))),
    ...outputs.map(({ name }, index) => handle(name, 'source', Position.Right, STEP_WIDTH, portOffset(index))),
  ];
  if (types.get(step.type)?.connector) {
    handles.push(handle(CONNECTION_PORT, 'target', Position.Bottom, STEP_WIDTH / 2, height));
  }
  return { width: STEP_WIDTH, height, handles };
}

/** The one port of a connection’s pill, on its top. */
export const pillHandles: NodeHandle[] = [handle(CONNECTION_PORT, 'source', Position.Top, PILL_WIDTH / 2, 0)];

function handle(id: string, type: 'source' | 'target', position: Position, x: number, y: number): NodeHandle {
  return { id, type, position, x: x - PORT_SIZE / 2, y: y - PORT_SIZE / 2, width: PORT_SIZE, height: PORT_SIZE };
}
