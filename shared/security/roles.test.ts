import { describe, expect, it } from 'vitest';
import { may, rights, rightsOf, roles } from './roles.ts';

describe('the policy of roles', () => {
  it('lets a designer do everything', () => {
    expect(rightsOf('designer')).toEqual(rights);
  });

  it('C9 keeps connections, flows, secrets and settings from operators and viewers', () => {
    for (const right of [
      'manageConnections',
      'editFlows',
      'manageVault',
      'managePractice',
      'changeSettings',
    ] as const) {
      expect([right, may('operator', right), may('viewer', right)]).toEqual([right, false, false]);
    }
  });

  it('lets an operator run and test, and a viewer only look', () => {
    expect(rightsOf('operator')).toEqual(['view', 'runFlows', 'testConnections']);
    expect(rightsOf('viewer')).toEqual(['view']);
  });

  it('refuses everybody what names no right', () => {
    expect(roles.map((role) => may(role, undefined))).toEqual([false, false, false]);
  });
});
