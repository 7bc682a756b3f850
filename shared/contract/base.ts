import { oc } from '@orpc/contract';
import { z } from 'zod';
import { type ErrorDescription, isErrorCode } from '../errors/index.ts';
import { isJson, isJsonObject, type Json, type JsonObject } from '../json/json.ts';
import type { Right } from '../security/roles.ts';

/** The right that a caller's role must give. Undefined only in what no procedure is made of: it would be refused. */
export type ProcedureMeta = { right?: Right };

/**
 * What every procedure starts from. Its one typed error carries a MillraceError as plain data, so that code, cause and
 * fix survive the wire.
 */
const procedure = oc.$meta<ProcedureMeta>({}).errors({
  MILLRACE: { data: z.custom<ErrorDescription>((value) => isJsonObject(value) && isErrorCode(String(value.code))) },
});

/** A procedure for those who have this right; the one place where a procedure says who may call it. */
export const requires = (right: Right) => procedure.meta({ right });

/** A procedure that only tells what is there. */
export const reads = requires('view');

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
