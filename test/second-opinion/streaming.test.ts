import { StreamingExtension } from '@jsforce/jsforce-node/lib/api/streaming.js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type SecondOpinion, startSecondOpinion } from './connection.ts';

let opinion: SecondOpinion;

beforeAll(async () => {
  opinion = await startSecondOpinion({ streamingTimeoutMs: 2000 });
});

afterAll(() => opinion.org.close());

interface Told {
  readonly event: { readonly type: string; readonly replayId: number };
  readonly sobject: { readonly Id: string; readonly Name: string };
}

async function makeTopic(name: string): Promise<void> {
  const topic = await opinion.connection.sobject('PushTopic').create({
    Name: name,
    Query: 'SELECT Id, Name FROM Account',
    ApiVersion: 64,
    NotifyForFields: 'All',
    NotifyForOperationCreate: true,
    NotifyForOperationUpdate: true,
    NotifyForOperationDelete: false,
    NotifyForOperationUndelete: false,
  });
  expect(topic.success).toBe(true);
}

describe('an independent client listening', () => {
  it('is told of records as they are written', async () => {
    await makeTopic('Accounts');
    const told: Told[] = [];
    const subscription = opinion.connection.streaming
      .topic('Accounts')
      .subscribe((message) => told.push(message as unknown as Told));
    await subscription;
    const { id } = await opinion.connection.sobject('Account').create({ Name: 'Told' });
    await vi.waitFor(() => expect(told).toHaveLength(1), { timeout: 10_000 });
    expect(told[0]).toMatchObject({ event: { type: 'created' }, sobject: { Id: id, Name: 'Told' } });
    subscription.cancel();
  });

  it('gets what it missed after a replay id, in order and once', async () => {
    await makeTopic('Missed');
    for (const number of [1, 2, 3]) await opinion.connection.sobject('Account').create({ Name: `Missed ${number}` });
    const listen = async (replayId: number, count: number): Promise<Told[]> => {
      const told: Told[] = [];
      const client = opinion.connection.streaming.createClient([
        new StreamingExtension.Replay('/topic/Missed', replayId),
      ]);
      const subscription = client.subscribe('/topic/Missed', (message: Told) => told.push(message));
      await subscription;
      await vi.waitFor(() => expect(told.length).toBeGreaterThanOrEqual(count), { timeout: 10_000 });
      subscription.cancel();
      return told;
    };
    const all = await listen(-2, 3);
    expect(all.map(({ sobject }) => sobject.Name)).toEqual(['Missed 1', 'Missed 2', 'Missed 3']);
    const rest = await listen(all[0]?.event.replayId ?? 0, 2);
    expect(rest.map(({ sobject }) => sobject.Name)).toEqual(['Missed 2', 'Missed 3']);
  });
});
