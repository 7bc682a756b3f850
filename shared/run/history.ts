import { isJsonObject, type Json, type JsonObject } from '../json/json.ts';

/**
 * How much of what ran is kept: in all (bytes), how many days, how many runs of one flow; and whether records are kept
 * at all, whatever a flow says.
 */
export type HistorySettings = { bytes: number; days: number; runsOfAFlow: number; keepsRecords: boolean };

/** What is kept by default (R28; ui.md §11). */
export const DEFAULT_HISTORY: HistorySettings = {
  bytes: 500_000_000,
  days: 30,
  runsOfAFlow: 1_000,
  keepsRecords: true,
};

/** What each limit may be set to. */
export const historyBounds = {
  bytes: { minimum: 10_000_000, maximum: 100_000_000_000 },
  days: { minimum: 1, maximum: 3_650 },
  runsOfAFlow: { minimum: 1, maximum: 100_000 },
} as const;

/** Settings as they were stored; what isn't there, or can't be, is as it is by default. */
export function readHistorySettings(stored: Json | undefined): HistorySettings {
  const given: JsonObject = stored !== undefined && isJsonObject(stored) ? stored : {};
  const limit = (name: keyof typeof historyBounds): number => {
    const value = given[name];
    const { minimum, maximum } = historyBounds[name];
    const fits = typeof value === 'number' && Number.isInteger(value) && value >= minimum && value <= maximum;
    return fits ? value : DEFAULT_HISTORY[name];
  };
  const { keepsRecords } = given;
  return {
    bytes: limit('bytes'),
    days: limit('days'),
    runsOfAFlow: limit('runsOfAFlow'),
    keepsRecords: typeof keepsRecords === 'boolean' ? keepsRecords : DEFAULT_HISTORY.keepsRecords,
  };
}
