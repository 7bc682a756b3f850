import type { NodeHost } from '../compose/node-host.ts';

/** What goes on without a window: flows that start by themselves, and runs. */
export type Background = { flows: number; runs: number };

/** Runs that are looked through for those under way: the newest ones. */
const NEWEST_RUNS = 100;

/** What would stop with the app at this moment. */
export function countBackground({ services }: Pick<NodeHost, 'services'>): Background {
  const { store, runs } = services;
  const active = store.activations.list().filter(({ pausedAt }) => pausedAt === null);
  const { runs: newest } = runs.list({ offset: 0, limit: NEWEST_RUNS });
  const underWay = newest.filter(({ status }) => status === 'running' || status === 'waiting');
  return { flows: active.length, runs: underWay.length };
}

/** Names what goes on, as “2 active flows and 1 run”; empty when nothing does. */
export function nameBackground({ flows, runs }: Background): string {
  const count = (number: number, one: string): string[] =>
    number === 0 ? [] : [`${number} ${one}${number === 1 ? '' : 's'}`];
  return [...count(flows, 'active flow'), ...count(runs, 'run')].join(' and ');
}
