import { oc } from '@orpc/contract';
import { z } from 'zod';
import { type ErrorDescription, isErrorCode } from '../errors/index.ts';
import { isJson, isJsonObject, type Json, type JsonObject } from '../json/json.ts';

/** Whether a procedure only looks or changes something; browser mode and roles decide by it. */
export type ProcedureMeta = { access: 'read' | 'write' };

/**
 * What every procedure starts from. Its one typed error carries a MillraceError as plain data, so that code, cause and
 * fix survive the wire.
 */
const procedure = oc.$meta<ProcedureMeta>({ access: 'read' }).errors({
  MILLRACE: { data: z.custom<ErrorDescription>((value) => isJsonObject(value) && isErrorCode(String(value.code))) },
});

/** A procedure that changes nothing. */
export const reads = procedure.meta({ access: 'read' });

/** A procedure that changes something. */
export const writes = procedure.meta({ access: 'write' });

/** Any JSON object. */
export const jsonObject = z.custom<JsonObject>(
  (value) => isJsonObject(value) && isJson(value),
  'Expected an object of JSON values',
);

/** Any JSON value. */
export const json = z.custom<Json>(isJson, 'Expected a JSON value');

/** An id that this computer gave: a UUID, or a name of at most 100 plain characters. */
export const identifier = z.string().min(1).max(100);

/** A name that a person gave. */
export const displayName = z.string().trim().min(1).max(200);

/** A time in ISO 8601, UTC. */
export const timestamp = z.string();
