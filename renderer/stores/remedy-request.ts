import { create } from 'zustand';
import type { Remedy } from '../../shared/failures/index.ts';

/** Where a remedy is carried out: a flow's editor, the page of a connection, or that of a run. */
type Place = { flowId: string } | { connectionId: string } | { runId: string };

/**
 * A remedy that another screen is asked to carry out once it is open. It never travels in an address, so that no link
 * from outside can change anything.
 */
export const useRemedyRequest = create<{ current: { place: Place; remedy: Remedy } | undefined }>(() => ({
  current: undefined,
}));

/** Asks the screen of `place` for it. */
export function requestRemedy(place: Place, remedy: Remedy): void {
  useRemedyRequest.setState({ current: { place, remedy } });
}

/** The remedy that is asked of this place, once: whoever takes it carries it out. */
export function takeRemedy(place: Place): Remedy | undefined {
  const { current } = useRemedyRequest.getState();
  if (!current || JSON.stringify(current.place) !== JSON.stringify(place)) return undefined;
  useRemedyRequest.setState({ current: undefined });
  return current.remedy;
}
