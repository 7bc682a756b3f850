import { describe, expect, it } from 'vitest';
import { createReplacedSecrets } from './replaced-secrets.ts';

describe('replaced secrets', () => {
  it('lead from any older value to the newest, of this owner and key only', () => {
    const replaced = createReplacedSecrets();
    replaced.note('a', 'refreshToken', 'one', 'two');
    replaced.note('a', 'refreshToken', 'two', 'three');
    expect(replaced.newest('a', { refreshToken: 'one', clientSecret: 'one' })).toEqual({
      refreshToken: 'three',
      clientSecret: 'one',
    });
    expect(replaced.newest('a', { refreshToken: 'two' })).toEqual({ refreshToken: 'three' });
    expect(replaced.newest('b', { refreshToken: 'one' })).toEqual({ refreshToken: 'one' });
  });

  it('don’t lead in a circle when a value comes back', () => {
    const replaced = createReplacedSecrets();
    replaced.note('a', 'key', 'one', 'two');
    replaced.note('a', 'key', 'two', 'one');
    replaced.note('a', 'key', 'one', 'one');
    expect(replaced.newest('a', { key: 'two' })).toEqual({ key: 'one' });
    expect(replaced.newest('a', { key: 'one' })).toEqual({ key: 'one' });
  });
});
