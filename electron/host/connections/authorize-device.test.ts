import { describe, expect, it } from 'vitest';
import type { AuthorizationEvent } from '../../../shared/contract/index.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import { createManualClock } from '../../../test/support/manual-clock.ts';
import type { DeviceCode, DeviceGrant, Grant, GrantContext } from '../../connectors/sdk/index.ts';
import type { Clock } from '../../ports/clock.ts';
import { openGateway } from '../gateway/gateway.fixture.ts';
import { waitForCode } from './authorize-device.ts';

const grant: Grant = { secrets: { refreshToken: 'r' }, user: 'ada', host: 'id.example.com' };
const refused = new MillraceError('AUTHORIZATION_REFUSED', { system: 'id.example.com', detail: 'Denied.' });
const unreachable = new MillraceError('CONNECTION_ERROR', { host: 'id.example.com', detail: 'No answer.' });

type Answer = Awaited<ReturnType<DeviceGrant['poll']>> | MillraceError;

/** Waits for a code whose service answers one after the other, on a clock that jumps whenever somebody sleeps. */
async function wait(answers: Answer[], more: Partial<DeviceCode> = {}, leaveAfter = Number.POSITIVE_INFINITY) {
  const manual = createManualClock();
  const begin = manual.now();
  const polledAt: number[] = [];
  const leaving = new AbortController();
  const clock: Clock = {
    ...manual,
    sleep: async (milliseconds, signal) => {
      if (polledAt.length >= leaveAfter) leaving.abort(new Error('left'));
      signal?.throwIfAborted();
      manual.advance(milliseconds);
    },
  };
  const code: DeviceCode = {
    deviceCode: 'd',
    userCode: 'BCDF-GHJK',
    verificationUrl: 'https://id.example.com/device',
    expiresInSeconds: 600,
    intervalSeconds: 5,
    ...more,
  };
  const device: DeviceGrant = {
    boundTo: [],
    start: async () => code,
    poll: async () => {
      polledAt.push((clock.now() - begin) / 1_000);
      const answer = answers.shift() ?? 'pending';
      if (answer instanceof MillraceError) throw answer;
      return answer;
    },
  };
  const context: GrantContext = {
    fields: {},
    secrets: {},
    port: openGateway().port,
    clock,
    practice: () => Promise.reject(new Error('There is no practice org.')),
    signal: leaving.signal,
  };
  const told: AuthorizationEvent[] = [];
  const events = waitForCode(device, context, clock);
  try {
    for (;;) {
      const { done, value } = await events.next();
      if (done) return { told, polledAt, ended: value, endedAt: (clock.now() - begin) / 1_000 };
      told.push(value);
    }
  } catch (error) {
    return { told, polledAt, ended: error, endedAt: (clock.now() - begin) / 1_000 };
  }
}

describe('waiting for a code to be entered', () => {
  it('tells the code, where to enter it and until when, then asks in the service’s interval', async () => {
    const { told, polledAt, ended } = await wait(['pending', 'pending', grant]);
    expect(told).toEqual([
      {
        state: 'enterCode',
        host: 'id.example.com',
        userCode: 'BCDF-GHJK',
        verificationUrl: 'https://id.example.com/device',
        url: 'https://id.example.com/device',
        expiresAt: '2026-11-22T08:10:00.000Z',
      },
    ]);
    expect(polledAt).toEqual([5, 10, 15]);
    expect(ended).toBe(grant);
  });

  it('leads to the address with the code in it where there is one', async () => {
    const completeUrl = 'https://id.example.com/device?user_code=BCDF-GHJK';
    const { told } = await wait([grant], { completeUrl });
    expect(told[0]).toMatchObject({ url: completeUrl, verificationUrl: 'https://id.example.com/device' });
  });

  it('asks five seconds less often each time that the service wants that (RFC 8628)', async () => {
    expect((await wait(['slowDown', 'pending', 'slowDown', grant])).polledAt).toEqual([5, 15, 25, 40]);
  });

  it('asks a service that fails for a moment again, half as often', async () => {
    const { polledAt, ended } = await wait([unreachable, unreachable, grant]);
    expect(polledAt).toEqual([5, 15, 35]);
    expect(ended).toBe(grant);
  });

  it('never asks more than once a second', async () => {
    expect((await wait(['pending', grant], { intervalSeconds: 0 })).polledAt).toEqual([1, 2]);
  });

  it('ends when the code is void, and not before', async () => {
    const { polledAt, ended, endedAt } = await wait([], { expiresInSeconds: 12 });
    expect({ polledAt, endedAt }).toEqual({ polledAt: [5, 10], endedAt: 12 });
    expect(ended).toMatchObject({ code: 'AUTHORIZATION_EXPIRED', why: 'The code wasn’t entered in time.' });
  });

  it('waits an hour at most, whatever the service says', async () => {
    expect((await wait([], { expiresInSeconds: 1e9 })).endedAt).toBe(3_600);
  });

  it('ends with a refusal at once', async () => {
    expect(await wait(['pending', refused])).toMatchObject({ polledAt: [5, 10], ended: refused });
  });

  it('ends without an error when the person leaves', async () => {
    expect(await wait([], {}, 2)).toMatchObject({ polledAt: [5, 10], ended: 'left' });
  });
});
