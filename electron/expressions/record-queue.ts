import type { Json, JsonObject } from '../../shared/json/json.ts';

/** Records, and characters of their JSON text, that travel in one message at most. */
const MOST_RECORDS = 200;
const MOST_CHARACTERS = 1_000_000;

/** A record on its way through an expression. */
export type QueuedRecord = {
  readonly json: string;
  readonly bindings: JsonObject;
  readonly signal: AbortSignal;
  resolve(result: Json | undefined): void;
  reject(reason: unknown): void;
};

/** The next records for one message: those at the front that see the same bindings; the aborted ones are gone already. */
export function takeTogether(queue: QueuedRecord[]): QueuedRecord[] {
  const taken: QueuedRecord[] = [];
  let characters = 0;
  while (queue.length > 0 && taken.length < MOST_RECORDS) {
    const [next] = queue;
    if (!next) break;
    const fits = taken.length === 0 || characters + next.json.length <= MOST_CHARACTERS;
    if (!fits || (taken[0] && taken[0].bindings.trigger !== next.bindings.trigger)) break;
    queue.shift();
    if (next.signal.aborted) continue;
    characters += next.json.length;
    taken.push(next);
  }
  return taken;
}
