import { MillraceError } from '../../../shared/errors/index.ts';
import type { FlowDocument } from '../../../shared/flow/index.ts';
import type { FlowFinder, FoundFlow } from './find-called-flow.ts';

/** A flow on the way from the first caller to a called one. */
export type ChainLink = { id: string; name: string };

/** Flows that may stand inside one another. */
const MOST_DEEP = 16;

/** Throws when `found` can't be called at the end of `chain`: FLOW_CALLS_ITSELF, FLOW_CALLED_TOO_DEEP. */
export function checkCall(chain: readonly ChainLink[], { id, name }: ChainLink): void {
  const names = [...chain.map((link) => link.name), name].map((one) => `“${one}”`).join(' → ');
  if (chain.some((link) => link.id === id)) throw new MillraceError('FLOW_CALLS_ITSELF', { chain: names });
  if (chain.length >= MOST_DEEP) throw new MillraceError('FLOW_CALLED_TOO_DEEP', { chain: names, most: MOST_DEEP });
}

/**
 * Checks a called flow with all that it calls in its turn, as far as that is known now; what can't be found is refused
 * when it is called. Throws as `checkCall` does.
 */
export async function checkCalls(
  find: FlowFinder,
  chain: readonly ChainLink[],
  found: FoundFlow,
  checked = new Set<string>(),
): Promise<void> {
  const { document, baseFolder } = found;
  checkCall(chain, document);
  // What it calls was looked at before, on a way that was at least as long.
  if (checked.has(document.id)) return;
  for (const reference of calledBy(document)) {
    const next = await find(reference, baseFolder).catch(() => undefined);
    if (next) await checkCalls(find, [...chain, { id: document.id, name: document.name }], next, checked);
  }
  checked.add(document.id);
}

/** What the steps of a flow call. */
export function calledBy({ steps }: FlowDocument): string[] {
  return steps.flatMap(({ type, disabled, settings }) =>
    type === 'call_flow' && !disabled && typeof settings?.flow === 'string' ? [settings.flow] : [],
  );
}
