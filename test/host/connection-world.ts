import type { RunningPractice } from '../../electron/ports/practice.ts';
import type { TestLine } from '../../shared/contract/index.ts';
import type { ErrorDescription } from '../../shared/errors/index.ts';
import { createFlow, type FlowDocument } from '../../shared/flow/index.ts';
import type { JsonObject } from '../../shared/json/json.ts';

/** Sign-in details of a user of the practice org (the first, unless said otherwise). */
export function practiceDetails(org: RunningPractice, name: string, user = 0, fields: JsonObject = {}) {
  const { username = '', password = '', securityToken = '' } = org.users[user] ?? {};
  const { clientId = '', clientSecret = '' } = org.clients[0] ?? {};
  return {
    name,
    connector: 'salesforce',
    auth: 'password',
    fields: { environment: 'practice', domain: org.loginUrl, clientId, username, ...fields },
    secrets: { password, securityToken, clientSecret },
  };
}

/** Sets a control of the practice org. */
export async function control(org: RunningPractice, name: string, body: JsonObject): Promise<void> {
  const answer = await fetch(`${org.controlUrl}/${name}`, { method: 'POST', body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`The control ${name} said ${answer.status}: ${await answer.text()}`);
}

/** A flow that creates one record with the connection of the slot `crm`. */
export function creatingFlow(
  name: string,
  object = 'Contact',
  payload: JsonObject = { LastName: 'Brook' },
): FlowDocument {
  return {
    ...createFlow(name, ''),
    connections: { crm: { connector: 'salesforce' } },
    steps: [
      { id: 'start', type: 'manual', name: 'Start' },
      {
        id: 'make',
        type: 'salesforce.create',
        name: 'Make',
        connection: 'crm',
        settings: { SObjectName: object, salesforcePayload: payload },
      },
    ],
    edges: [{ from: 'start', to: 'make' }],
  };
}

/** What a refused call said, and the three lines of its test. */
export async function refusalOf(call: Promise<unknown>): Promise<ErrorDescription & { lines: TestLine[] }> {
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!error) throw new Error('It wasn’t refused.');
  const description = error as ErrorDescription;
  const test = description.data.test as { lines: TestLine[] } | undefined;
  const { code, message, why, fix, retryable, data } = description;
  return { code, message, why, fix, retryable, data, lines: test?.lines ?? [] };
}
