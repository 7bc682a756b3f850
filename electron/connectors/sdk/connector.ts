import type { RemoteOption } from '../../../shared/contract/catalog.ts';
import type { FlowStep } from '../../../shared/flow/document.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import type { Action } from './action.ts';
import type { ClientAnswer, ConnectorClient, ErrorParser } from './client.ts';
import type { Fields } from './field.ts';
import type { AuthSchemes, PracticeAddress } from './session.ts';

/** What a successful test tells: a sentence for the user, and facts for whoever asks more exactly. */
export type Verification = { message: string; facts?: JsonObject };

/** Loads the choices that a field's `load` names; `settings` are the step's. */
export type OptionLoader = (context: {
  client: ConnectorClient;
  settings: JsonObject;
  signal: AbortSignal;
}) => Promise<RemoteOption[]>;

export type PermissionAccess = 'read' | 'create' | 'update' | 'delete';

/** What a step does with records of one object; `fields` are the ones it reads or writes by name. */
export type PermissionNeed = { object: string; access: PermissionAccess; fields: readonly string[] };

/** Compares what flows do with what a connection's user may do. */
export type PermissionCheck = {
  /** What a step needs, as far as its settings say so; nothing for a step of another system. */
  needs(step: FlowStep): PermissionNeed[];
  /** What the user may not do of it, by object, each in a few words. Throws what the calls throw. */
  findMissing(context: {
    client: ConnectorClient;
    needs: readonly PermissionNeed[];
    signal: AbortSignal;
  }): Promise<ReadonlyMap<string, string[]>>;
};

/** Everything about one system. */
export type Connector = {
  id: string;
  version: number;
  label: string;
  icon: string;
  description: string;
  /** Fields that every scheme has. */
  common: Fields;
  auth: AuthSchemes;
  /** The test of a connection: the same client, the same path, the same host as a run. */
  verify?(context: { client: ConnectorClient; signal: AbortSignal }): Promise<Verification>;
  /** The service's refusals, parsed once into typed errors. */
  errors: ErrorParser;
  /** True for the refusal that a new sign-in cures; `auth` is the id of the scheme that signed in. */
  sessionEnded?(answer: ClientAnswer, auth: string): boolean;
  /** What else a session depends on than the connection's details; a session isn't used where it differs. */
  sessionScope?(context: { fields: JsonObject; practice(): Promise<PracticeAddress> }): Promise<string>;
  permissions?: PermissionCheck;
  loaders?: Readonly<Record<string, OptionLoader>>;
  actions: Readonly<Record<string, Action>>;
};

/**
 * Declares a connector.
 * @throws TypeError, a defect of the connector, when an action lacks what the gateway, dry run and undo need to know.
 */
export function defineConnector(declaration: Connector): Connector {
  for (const [id, declared] of Object.entries(declaration.actions)) {
    const facts: Partial<Action> = declared;
    for (const needed of ['effect', 'reversible', 'idempotency', 'shape', 'connection'] as const) {
      if (facts[needed] === undefined) throw new TypeError(`${declaration.id}.${id} doesn’t declare its ${needed}.`);
    }
    for (const key of declared.raw ?? []) {
      if (!declared.input[key]) throw new TypeError(`${declaration.id}.${id} has no input “${key}”.`);
    }
  }
  return declaration;
}
