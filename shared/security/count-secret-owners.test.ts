import { describe, expect, it } from 'vitest';
import { countSecretOwners } from './count-secret-owners.ts';

describe('countSecretOwners', () => {
  it('counts connections and principals of named credentials apart', () => {
    expect(countSecretOwners([])).toBe('0 connections');
    expect(countSecretOwners(['connection'])).toBe('1 connection');
    expect(countSecretOwners(['credential'])).toBe('1 principal of named credentials');
    expect(countSecretOwners(['credential', 'connection', 'credential', 'connection'])).toBe(
      '2 connections and 2 principals of named credentials',
    );
    expect(countSecretOwners(['webhook', 'credential', 'connection'])).toBe(
      '1 connection, 1 principal of named credentials and 1 webhook',
    );
  });
});
