import type { ErrorCode } from '../errors/index.ts';
import { connectionEntries } from './catalogue/connections.ts';
import type { CodeEntry, OutsideRuns } from './catalogue/entry.ts';
import { fileEntries } from './catalogue/files.ts';
import { flowEntries } from './catalogue/flows.ts';
import { outsideRuns } from './catalogue/outside-runs.ts';
import { runEntries } from './catalogue/runs.ts';
import { serviceEntries } from './catalogue/services.ts';

const entries = {
  ...connectionEntries,
  ...fileEntries,
  ...flowEntries,
  ...runEntries,
  ...serviceEntries,
  ...outsideRuns,
};

/**
 * The failure catalogue (product.md B6): code × case → words and remedies. Complete by its type: a code that is missing
 * here gets an entry in `catalogue/`, or a reason in `catalogue/outside-runs.ts` why no run can have it.
 */
export const failureCatalogue: Readonly<Record<ErrorCode, CodeEntry | OutsideRuns>> = entries;
