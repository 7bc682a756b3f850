import { describe, expect, it } from 'vitest';
import { describeCalledVersion } from './called-version.ts';

describe('the choice of a flow to call', () => {
  it('says which version is called, where it isn’t the active one', () => {
    const flow = { name: 'Rate one lead', revision: 3 };
    expect(describeCalledVersion({ ...flow, activation: { revision: 2 } })).toBe(
      '“Rate one lead” is called as it was saved last, version 3. Its own trigger starts version 2.',
    );
    expect(describeCalledVersion({ ...flow, activation: { revision: 3 } })).toBeUndefined();
    expect(describeCalledVersion({ ...flow, activation: null })).toBeUndefined();
  });
});
