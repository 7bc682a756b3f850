import type { FlowSummary } from '../../../shared/contract/index.ts';

/** Which version of a flow is called, where another one is active; undefined where there is only the saved one. */
export function describeCalledVersion({
  name,
  revision,
  activation,
}: Pick<FlowSummary, 'name' | 'revision'> & {
  activation: Pick<NonNullable<FlowSummary['activation']>, 'revision'> | null;
}): string | undefined {
  if (activation === null || activation.revision === revision) return undefined;
  return `“${name}” is called as it was saved last, version ${revision}. Its own trigger starts version ${activation.revision}.`;
}
