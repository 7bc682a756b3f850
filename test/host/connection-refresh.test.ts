import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { control } from '../../electron/connectors/salesforce/practice.fixture.ts';
import { type PracticeOrg, startPracticeOrg } from '../../electron/practice/practice-org.ts';
import { authorizeInBrowser, browserConnection } from '../support/browser-sign-in.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let org: PracticeOrg;
let temporary: TemporaryHost;

beforeAll(async () => {
  org = await startPracticeOrg();
});
afterAll(() => org.close());
beforeEach(async () => {
  org.reset();
  await control(org, 'switches', { rotateRefreshTokens: true });
  temporary = await openTemporaryHost();
});
afterEach(() => temporary.dispose());

const connections = () => temporary.host.services.connections;

async function create() {
  const details = await browserConnection(org);
  const authorizationId = await authorizeInBrowser(connections(), details);
  return (await connections().create({ name: 'Approved', ...details, authorizationId })).connection;
}

describe('a sign-in that would lapse', () => {
  it('is renewed by one click: one call for a token, and nothing but its last use and test changes', async () => {
    const before = await create();
    const calls = () => org.requests().filter(({ path }) => path === '/services/oauth2/token').length;
    const callsBefore = calls();
    expect(await connections().refresh(before.id)).toMatchObject({ succeeded: true });
    expect(calls() - callsBefore).toBe(1);
    const { lastUsedAt, lastTestedAt, lastTest, ...rest } = connections().get(before.id);
    expect({ ...before, ...rest }).toEqual(before);
    expect(lastUsedAt).toBe(lastTestedAt);
    expect(lastTest).toMatchObject({ succeeded: true });
  });

  it('that was ended by an administrator is said to have expired, with the way out', async () => {
    const { id } = await create();
    await control(org, 'revokeRefresh');
    const result = await connections().refresh(id);
    expect(result).toMatchObject({ succeeded: false, fix: 'Reconnect to get a new sign-in.' });
    expect(connections().get(id).status).toBe('sign_in_expired');
    expect(connections().reminders()).toEqual([]);
  });

  it('keeps its newest token when an edit is undone after the service replaced it', async () => {
    const { id } = await create();
    await connections().update(id, { fields: { apiVersion: '63.0' } });
    await connections().refresh(id);
    const { test, connection } = await connections().undoEdit(id);
    expect(test.message).toContain('(API 64.0)');
    expect(await connections().refresh(connection.id)).toMatchObject({ succeeded: true });
  });

  it('keeps its newest token when an edit is undone after a restart, and after an undo that was refused', async () => {
    const { id } = await create();
    const approver = org.users[0]?.username ?? '';
    await connections().update(id, { description: 'Edited', fields: { apiVersion: '63.0' } });
    await connections().refresh(id);
    await temporary.reopen();
    await connections().refresh(id);
    await temporary.reopen();
    await control(org, 'fault', { path: '/services/data*', status: 503, times: 20 });
    await expect(connections().undoEdit(id)).rejects.toMatchObject({ data: { test: { succeeded: false } } });
    await control(org, 'clearFaults');
    await temporary.reopen();
    const { connection, test } = await connections().undoEdit(id);
    expect(connection).toMatchObject({ description: '', status: 'connected', undoable: null });
    expect(test.message).toContain(`Signed in as ${approver}`);
    await temporary.reopen();
    expect(await connections().refresh(id)).toMatchObject({ succeeded: true });
  });
});
