import type { Json, JsonObject } from '../json/json.ts';

/** The format this version writes. A file with a higher number is refused; a lower one is migrated. */
export const FLOW_FORMAT = 'millrace.flow/1';

/** What a step does with a record that fails: end the run, leave the record out, or send it out of the error port. */
export type ErrorPolicy = 'stop' | 'skip' | 'port';

/** How much of a run's data is kept (engine.md, retention). */
export type Retention = 'full' | 'sampled' | 'errors' | 'none';

/** A connection that the flow needs. Which of this computer's connections fills it is kept beside the flow. */
export type ConnectionSlot = {
  connector: string;
  needs?: { objects?: string[]; access?: 'read' | 'write' } & JsonObject;
};

export type ParameterType = 'text' | 'number' | 'boolean' | 'date' | 'json';

/** A named value that a run can be given; expressions reach it by its name. */
export type FlowParameter = { name: string; type: ParameterType; default?: Json; label?: string; help?: string };

/** One step. `settings` has the form its type declares; `connection` names a slot of the flow. */
export type FlowStep = {
  id: string;
  type: string;
  name: string;
  connection?: string;
  settings?: JsonObject;
  onError?: ErrorPolicy;
  retry?: { attempts?: number } & JsonObject;
  timeoutSeconds?: number;
  disabled?: boolean;
  notes?: string;
};

/** A line between two steps. `port` defaults to the first output of `from`, `toPort` to the first input of `to`. */
export type FlowEdge = { from: string; port?: string; to: string; toPort?: string };

/** Where things stand on the canvas; nothing else depends on it. `steps` maps a step id to its `[x, y]` in px. */
export type FlowLayout = {
  steps?: Record<string, [number, number]>;
  connections?: Record<string, [number, number]>;
  notes?: JsonObject[];
  groups?: JsonObject[];
};

/** What happens when a trigger fires while a run of the same flow still goes; absent leaves it to the trigger. */
export type Overlap = 'skip' | 'queue' | 'parallel';

export type FlowSettings = {
  retention?: Retention;
  durable?: boolean;
  batchSize?: number;
  overlap?: Overlap;
  /** How long one run may take in all; absent means as long as it likes. */
  timeoutSeconds?: number;
};

/**
 * A flow as `flow-format.md` defines it. Keys that this version doesn't know are kept at every level (R22); they are
 * not part of the type.
 */
export type FlowDocument = {
  format: string;
  id: string;
  name: string;
  description?: string;
  connections?: Record<string, ConnectionSlot>;
  parameters?: FlowParameter[];
  steps: FlowStep[];
  edges: FlowEdge[];
  settings?: FlowSettings;
  layout?: FlowLayout;
  pinned?: Record<string, JsonObject[]>;
};
