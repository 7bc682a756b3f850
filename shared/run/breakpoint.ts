import type { JsonObject } from '../json/json.ts';

/** Where a run stops to be looked at: before `step` takes a record for which `condition` (CEL) is true, or any record. */
export type Breakpoint = { step: string; condition?: string | undefined };

/** A record that a run waits with, before its step takes it. `pause` names it in the run; `index` counts what came. */
export type PausedRecord = { pause: number; step: string; index: number; record: JsonObject };

/** How the run goes on: with the record as it is or as it was edited, up to the next one or without stopping again. */
export type PauseAnswer = { record?: JsonObject | undefined; until: 'next' | 'end' };
