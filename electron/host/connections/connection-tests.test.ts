import { describe, expect, it } from 'vitest';
import { createTemporaryStore } from '../../../test/support/temporary-store.ts';
import type { CallPort, Connector } from '../../connectors/sdk/index.ts';
import { createConnectionTests } from './connection-tests.ts';
import type { OpenableConnection } from './open-client.ts';

const details = {
  name: 'Acme',
  description: '',
  connector: 'slow',
  auth: 'none',
  environment: '',
  fields: {},
  secretsStored: [],
  sealed: null,
};

/** Tests on a clock that stands still, of a service that takes calls and never answers. */
function createSilentTests() {
  const { store, clock } = createTemporaryStore();
  store.connections.create('c1', details);
  const port: CallPort = {
    files: {} as CallPort['files'],
    http: (_, signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true })),
  };
  const request = { method: 'GET', url: 'https://slow.example/x', effect: 'read' as const };
  const connector = {
    verify: ({ signal }: { signal: AbortSignal }) =>
      opened.port.http(request, signal).then(() => ({ message: 'It answered.' })),
  } as unknown as Connector;
  const opened = { port };
  const told: string[] = [];
  const tests = createConnectionTests({
    records: store.connections,
    clock,
    clients: {
      open: async (_: OpenableConnection, given: CallPort) => {
        opened.port = given;
        return { client: {} as never, connector };
      },
      retry: () => undefined,
    } as never,
    openPort: () => port,
    openable: ({ id, fields }) => ({ id, fields }) as OpenableConnection,
    versionOf: ({ revision }) => `${revision}`,
    changed: ({ id }) =>
      told.push(store.connections.list().find((connection) => connection.id === id)?.status ?? 'gone'),
  });
  return { store, clock, tests, told };
}

describe('the test of a service that never answers', () => {
  it('ends after ten seconds when opening a flow began it, naming the host', async () => {
    const { store, clock, tests, told } = createSilentTests();
    const testing = tests.test('c1', undefined, 'hurried');
    await clock.yield();
    expect(store.connections.get('c1').status).toBe('testing');
    clock.advance(9_999);
    await clock.yield();
    expect(told).toEqual(['testing']);
    clock.advance(1);
    expect(await testing).toMatchObject({
      succeeded: false,
      code: 'REQUEST_TIMEOUT',
      message: 'slow.example didn’t answer in 10 seconds.',
      durationMs: 10_000,
      lines: [{ step: 'reach', status: 'failed' }, { status: 'notRun' }, { status: 'notRun' }],
    });
    expect(told).toEqual(['testing', 'failed']);
  });

  it.each([
    [{}, 30],
    [{ connectionTimeout: 5, readTimeout: 12 }, 30],
    [{ connectionTimeout: 45, readTimeout: 40 }, 45],
  ])('ends after the connection’s own time when a person waits for it (%j)', async (fields, seconds) => {
    const { store, clock, tests } = createSilentTests();
    store.connections.update('c1', { fields });
    const testing = tests.test('c1');
    await clock.yield();
    clock.advance(seconds * 1_000 - 1);
    await clock.yield();
    expect(store.connections.get('c1').status).toBe('testing');
    clock.advance(1);
    expect(await testing).toMatchObject({ message: `slow.example didn’t answer in ${seconds} seconds.` });
  });

  it('goes on for a person who asks while a hurried one is under way', async () => {
    const { clock, tests } = createSilentTests();
    const hurried = tests.test('c1', undefined, 'hurried');
    await clock.yield();
    clock.advance(8_000);
    const patient = tests.test('c1');
    await clock.yield();
    clock.advance(21_999);
    await clock.yield();
    clock.advance(1);
    expect(await patient).toMatchObject({ message: 'slow.example didn’t answer in 30 seconds.', durationMs: 30_000 });
    expect(await hurried).toBe(await patient);
  });

  it('is forgotten when the connection was changed or removed meanwhile', async () => {
    const { store, clock, tests, told } = createSilentTests();
    const changed = tests.test('c1');
    await clock.yield();
    store.connections.update('c1', { description: 'Changed' });
    clock.advance(30_000);
    await changed;
    expect(store.connections.get('c1')).toMatchObject({ status: 'not_tested', lastTest: null });
    const removed = tests.test('c1');
    await clock.yield();
    store.connections.remove('c1');
    clock.advance(30_000);
    expect(await removed).toMatchObject({ succeeded: false });
    expect(told.at(-1)).toBe('gone');
  });

  it('of details that aren’t stored waits as long as they say', async () => {
    const { clock, tests } = createSilentTests();
    const subject = { ...details, id: 'c2', fields: { connectionTimeout: 45 } };
    const trying = tests.tryOut(subject, () => ({ id: 'c2' }) as OpenableConnection).catch((error: unknown) => error);
    await clock.yield();
    clock.advance(45_000);
    expect(await trying).toMatchObject({ message: 'slow.example didn’t answer in 45 seconds.' });
  });

  it('is over at once when the host closes, and isn’t kept', async () => {
    const { store, clock, tests } = createSilentTests();
    const testing = tests.test('c1');
    await clock.yield();
    await tests.close();
    await testing;
    expect(store.connections.get('c1')).toMatchObject({ status: 'not_tested', lastTest: null });
  });
});
