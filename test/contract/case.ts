import type { ErrorCode } from '../../shared/errors/index.ts';
import type { World } from './world.ts';

/** What a procedure must do over every transport. */
export type ProcedureCase = {
  /** The happy path; throws when anything is off. */
  works(world: World): Promise<void>;
  /** Calls that end with this error of the catalogue, whose code, cause and fix must reach the caller. */
  refuses?: Partial<Record<ErrorCode, (world: World) => Promise<unknown>>>;
  /** Inputs that the procedure's schema refuses before any handler sees them. */
  badInputs?: readonly unknown[];
};

/** Cases by the last part of a procedure's path. */
export type AreaCases = Readonly<Record<string, ProcedureCase>>;

/** Ids that no store of this world has given. */
export const NOWHERE = '00000000-0000-4000-8000-000000000000';

/** Inputs that a schema with one id refuses. */
export const badIds: readonly unknown[] = [undefined, null, {}, { id: 7 }, { id: '' }, { id: 'x'.repeat(101) }, []];
