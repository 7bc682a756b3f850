import { describe, expect, it } from 'vitest';
import { freeName } from './flow-names.ts';

describe('freeName', () => {
  it('is the wanted name while nobody has it', () => {
    expect(freeName('New flow', ['Other'])).toBe('New flow');
  });

  it('counts up past names that are taken, whatever their case', () => {
    expect(freeName('New flow', ['new FLOW', 'New flow 2'])).toBe('New flow 3');
  });
});
