import { describe, expect, it } from 'vitest';
import { CODE_LIFETIME_MS, createAccess, SLOW_DOWN_MS } from './access.ts';

describe('access to browser mode', () => {
  it('S22 takes a code until 60 s after it was issued, not later', () => {
    let now = 0;
    const access = createAccess(() => now);
    const [early, late] = [access.issueCode(), access.issueCode()];
    now = CODE_LIFETIME_MS;
    expect(access.exchangeCode(early)).toBeDefined();
    now = CODE_LIFETIME_MS + 1;
    expect(access.exchangeCode(late)).toBeUndefined();
    expect(CODE_LIFETIME_MS).toBeLessThanOrEqual(60_000);
  });

  it('S22 slows down after 20 wrong tries within a second, and no longer than they last', () => {
    let now = 0;
    const access = createAccess(() => now);
    const delays = Array.from({ length: 21 }, () => access.delayAfterWrongTry());
    expect(delays.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 0));
    expect(delays[20]).toBe(SLOW_DOWN_MS);
    now = 2_000;
    expect(access.delayAfterWrongTry()).toBe(0);
  });

  it('knows every token it gave and no other', () => {
    const access = createAccess(() => 0);
    const tokens = [1, 2, 3].map(() => access.exchangeCode(access.issueCode()) ?? '');
    expect(new Set(tokens).size).toBe(3);
    for (const token of tokens) expect(access.isValidToken(token)).toBe(true);
    expect(access.isValidToken(`${tokens[0]}x`)).toBe(false);
  });
});
