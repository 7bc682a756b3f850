import type { ApexInvocation } from './apex-method.ts';
import type { ApexRegistry } from './apex-registry.ts';
import { readPlace } from './control.ts';
import type { Responder } from './responder.ts';
import { runResponder } from './run-responder.ts';

/** What a method of the program that runs the org is called with. */
export type ApexCall = Omit<ApexInvocation, 'org'> & {
  /** Does what a responder says, in the same transaction, and returns its value. Throws ApexException. */
  readonly run: (responder: Responder) => unknown;
};

/** A method of an Apex class, written in JavaScript. What `handle` returns is the answer; undefined is void. */
export type ApexRegistration = { readonly handle: (call: ApexCall) => unknown } & (
  | { readonly urlMapping: string; readonly verb: string }
  | { readonly class: string; readonly method: string }
);

/** Adds a method. Throws ApiError 400 for a place that is none. */
export function registerApex(apex: ApexRegistry, registration: ApexRegistration): void {
  const { handle, ...settings } = registration;
  const place = readPlace(settings);
  const run = ({ org, ...rest }: ApexInvocation) => {
    const value = handle({ ...rest, run: (responder) => runResponder({ org, ...rest }, responder).value });
    return { status: 200, value };
  };
  if ('verb' in place) apex.handleEndpoint(place, run);
  else apex.handleClass(place, run);
}
