import { describe, expect, it } from 'vitest';
import { MillraceError } from '../../shared/errors/index.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import { virtualClock } from './virtual-clock.fixture.ts';

const down = new MillraceError('CONNECTION_ERROR', { host: 'crm.example', detail: 'refused' });
const refused = new MillraceError('RECORD_REFUSED', { system: 'CRM', detail: 'no', reason: 'no' });

function breakerAt() {
  const clock = virtualClock(() => Promise.resolve());
  const breaker = new CircuitBreaker(clock, 'Create contact');
  const fail = (times: number, error = down) => {
    for (let time = 0; time < times; time += 1) {
      const admission = breaker.admit();
      if (admission instanceof MillraceError) throw admission;
      breaker.report(admission, error);
    }
  };
  const wait = (milliseconds: number) => clock.settle(clock.sleep(milliseconds));
  return { breaker, fail, wait };
}

describe('the circuit breaker of a step', () => {
  it('R12 opens after 5 failures in a row, and says when calls start again', () => {
    const { breaker, fail } = breakerAt();
    fail(4);
    expect(breaker.admit()).toEqual({ probe: false });
    fail(1);
    const refusal = breaker.admit();
    expect(refusal).toBeInstanceOf(MillraceError);
    expect(refusal).toMatchObject({
      code: 'CIRCUIT_BREAKER_OPEN',
      data: { host: 'crm.example', attempts: 5, seconds: 30, retryAfterSeconds: 30 },
    });
  });

  it('R12 lets exactly one probe through after 30 seconds, which closes it or opens it again', async () => {
    const { breaker, fail, wait } = breakerAt();
    fail(5);
    await wait(29_999);
    expect(breaker.admit()).toBeInstanceOf(MillraceError);
    await wait(1);
    const probe = breaker.admit();
    expect(probe).toEqual({ probe: true });
    expect(breaker.admit()).toBeInstanceOf(MillraceError);
    if (!(probe instanceof MillraceError)) breaker.report(probe, down);
    expect(breaker.admit()).toBeInstanceOf(MillraceError);
    await wait(30_000);
    const second = breaker.admit();
    if (!(second instanceof MillraceError)) breaker.report(second, undefined);
    expect(breaker.admit()).toEqual({ probe: false });
  });

  it('R12 lets the next call probe when nothing came of the one that did', async () => {
    const { breaker, fail, wait } = breakerAt();
    fail(5);
    await wait(30_000);
    const probe = breaker.admit();
    if (!(probe instanceof MillraceError)) breaker.withdraw(probe);
    expect(breaker.admit()).toEqual({ probe: true });
    // A call that was under way when it opened says nothing about the probe.
    breaker.withdraw({ probe: false });
    expect(breaker.admit()).toBeInstanceOf(MillraceError);
  });

  it('counts anew after an answer, even one that refuses the record', () => {
    const { breaker, fail } = breakerAt();
    fail(4);
    fail(1, refused);
    fail(4);
    expect(breaker.admit()).toEqual({ probe: false });
  });

  it('isn’t closed by a call that was under way when it opened', () => {
    const { breaker, fail } = breakerAt();
    const slow = breaker.admit();
    fail(5);
    if (!(slow instanceof MillraceError)) breaker.report(slow, undefined);
    expect(breaker.admit()).toBeInstanceOf(MillraceError);
  });
});
