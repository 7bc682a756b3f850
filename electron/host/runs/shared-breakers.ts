import type { FlowStep } from '../../../shared/flow/document.ts';
import { CircuitBreaker } from '../../engine/circuit-breaker.ts';
import type { Breaker } from '../../ports/breaker.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../../storage/index.ts';

/** Breakers that are kept; the oldest are forgotten, which only means that they start closed. */
const MOST_BREAKERS = 1_000;

/**
 * One breaker for each operation of a connection, shared by all runs, so that a service that is down is left alone by all
 * of them (R12). An edit of the connection begins with a new one.
 */
export type SharedBreakers = {
  of(bindings: Readonly<Record<string, string>>): (step: FlowStep) => Breaker | undefined;
};

export function createSharedBreakers(store: Pick<Store, 'connections'>, clock: Clock): SharedBreakers {
  const breakers = new Map<string, CircuitBreaker>();
  const find = (connectionId: string, type: string): Breaker => {
    const { revision, name } = store.connections.get(connectionId);
    const key = `${connectionId}:${revision}:${type}`;
    const breaker = breakers.get(key) ?? new CircuitBreaker(clock, name);
    breakers.set(key, breaker);
    for (const oldest of breakers.keys()) {
      if (breakers.size <= MOST_BREAKERS) break;
      breakers.delete(oldest);
    }
    return breaker;
  };
  return {
    of: (bindings) => {
      // The run keeps the details that it began with, and so their breakers.
      const known = new Map<string, Breaker>();
      return ({ connection, type }) => {
        const connectionId = connection === undefined ? undefined : bindings[connection];
        if (connectionId === undefined) return undefined;
        const breaker = known.get(`${connectionId} ${type}`) ?? find(connectionId, type);
        known.set(`${connectionId} ${type}`, breaker);
        return breaker;
      };
    },
  };
}
