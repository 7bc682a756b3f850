import type { Org } from '../org.ts';

/** A method of HTTP that an Apex REST class can answer. */
export const apexVerbs = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** One of them. */
export type ApexVerb = (typeof apexVerbs)[number];

/** What a method is called with. */
export interface ApexInvocation {
  readonly org: Org;
  /** Who calls; records that are written name this user. */
  readonly userId: string;
  /** The parameters by name: the members of the JSON body, or the elements of a SOAP call. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The parts of the path behind the URL mapping, decoded. */
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}

/** What a method answers with; `value` undefined for a void method. */
export interface ApexAnswer {
  readonly status: number;
  readonly value: unknown;
}

/** A method of a class. Answers at once; throws ApexException for what it does not catch, ApiError for bad input. */
export type ApexMethod = (invocation: ApexInvocation) => ApexAnswer;
