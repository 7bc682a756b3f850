import type { JsonObject } from '../../../shared/json/json.ts';
import type { Files } from '../../ports/files.ts';
import type { CallContext } from '../../ports/step.ts';
import type { FileFormat } from './format.ts';

/** How a step writes its file. */
export type OutputOptions = {
  files: Files;
  path: string;
  format: FileFormat;
  mode: 'replace' | 'append' | 'fail-if-exists';
  /** Columns or fields that are written, in this order; all when absent. */
  columns: string[] | undefined;
  /** Keeps texts from being formulas. */
  guard: boolean;
  /** Of XML: the elements around the records and that of each one, `records/record`. */
  recordPath: string;
  /** Of a workbook: the name of its sheet. */
  sheet: string;
};

/** A file that is being written and isn't there before `finish`. */
export type Output = {
  /** `call` hears of what the file can't hold as it is. */
  write(records: readonly JsonObject[], call: Pick<CallContext, 'warn'>): Promise<void>;
  finish(signal: AbortSignal): Promise<void>;
  abandon(): Promise<void>;
};
