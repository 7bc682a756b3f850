import type { ErrorDescription } from '../../shared/errors/index.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import type { RunState } from '../../shared/run/state.ts';
import type { Freedom } from './model-record.ts';

/** What the engine told of one step. */
export type Observed = {
  state: RunState['steps'][string];
  outputs: Map<string, JsonObject[]>;
  /** By port, for each record the places of those that it came of. */
  parents: Map<string, number[][]>;
  failed: Map<number, ErrorDescription>;
  freedom: Freedom;
};
