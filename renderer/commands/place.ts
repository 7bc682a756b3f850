import type { FlowDocument, FlowLayout, FlowStep } from '../../shared/flow/document.ts';
import { portsOf, type StepTypes } from './ports.ts';

/** Size of a step’s box in px; every output after the first adds {@link PORT_SPACING} of height (ui.md §6.3). */
export const STEP_WIDTH = 256;
export const STEP_HEIGHT = 80;
export const PORT_SPACING = 24;
/** Space between a step and the one added after it, in px. */
export const STEP_GAP = 96;
/** Space between branches, in px. */
export const BRANCH_GAP = 48;

export type Point = [x: number, y: number];
export type Box = { x: number; y: number; width: number; height: number };

/** Height of a step’s box in px: a pure function of its type and ports. */
export function stepHeight(step: FlowStep, types: StepTypes): number {
  const { inputs, outputs } = portsOf(step, types);
  return STEP_HEIGHT + PORT_SPACING * (Math.max(inputs.length, outputs.length, 1) - 1);
}

/** Where a step stands; a step without a place stands in a row by its number. */
export function positionOf(layout: FlowLayout | undefined, id: string, index: number): Point {
  return layout?.steps?.[id] ?? [index * (STEP_WIDTH + STEP_GAP), 0];
}

/** The boxes of all steps, in the steps’ order. */
export function stepBoxes(document: FlowDocument, types: StepTypes): (Box & { id: string })[] {
  return document.steps.map((step, index) => {
    const [x, y] = positionOf(document.layout, step.id, index);
    return { id: step.id, x, y, width: STEP_WIDTH, height: stepHeight(step, types) };
  });
}

/** Whether two boxes come nearer than `gap` px. */
export function overlaps(a: Box, b: Box, gap = 0): boolean {
  return (
    a.x < b.x + b.width + gap && b.x < a.x + a.width + gap && a.y < b.y + b.height + gap && b.y < a.y + a.height + gap
  );
}

/** The first free place at or below `wanted`, going down by a branch at a time. */
export function freePlace(wanted: Point, height: number, boxes: readonly Box[]): Point {
  let [x, y] = wanted;
  for (let tries = 0; tries < 200; tries += 1) {
    const box = { x, y, width: STEP_WIDTH, height };
    const hit = boxes.find((other) => overlaps(box, other, 8));
    if (!hit) break;
    y = snap(hit.y + hit.height + BRANCH_GAP);
  }
  x = snap(x);
  return [x, y];
}

/**
 * New places for the steps that `box` covers and the ones those would cover in turn, each moved right until it is
 * {@link STEP_GAP} past what pushed it. Steps left of the box and steps that aren’t covered stay.
 */
export function pushCovered(box: Box, boxes: readonly (Box & { id: string })[]): Record<string, Point> {
  const moved: Record<string, Point> = {};
  const rest = new Map(boxes.map((entry) => [entry.id, entry]));
  const queue: Box[] = [box];
  for (let pusher = queue.shift(); pusher; pusher = queue.shift()) {
    for (const other of rest.values()) {
      if (other.x < pusher.x || !overlaps(pusher, other, 8)) continue;
      const next = { ...other, x: snap(pusher.x + pusher.width + STEP_GAP) };
      rest.delete(other.id);
      moved[other.id] = [next.x, next.y];
      queue.push(next);
    }
  }
  return moved;
}

/** Writes places into the draft; places of other steps stay. */
export function placeSteps(document: FlowDocument, places: Record<string, Point>): void {
  document.layout ??= {};
  document.layout.steps ??= {};
  Object.assign(document.layout.steps, places);
}

/** The nearest point of the 8 px grid. */
export function snap(value: number): number {
  return Math.round(value / 8) * 8;
}
