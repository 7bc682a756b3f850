import { describe, expect, it } from 'vitest';
import { addressOf, type Route, readAddress } from './navigation.ts';

const routes: Route[] = [
  { screen: 'home' },
  { screen: 'flows' },
  { screen: 'flow', flowId: 'a/b c%?#' },
  { screen: 'connections' },
  { screen: 'new-connection' },
  { screen: 'connection', connectionId: 'c 1', tab: 'related' },
  { screen: 'connection', connectionId: 'c1', tab: 'details' },
  { screen: 'runs' },
  { screen: 'run', runId: 'r1' },
  { screen: 'templates' },
  { screen: 'settings', section: 'practice' },
  { screen: 'settings', section: 'credentials' },
  { screen: 'new-credential' },
  { screen: 'credential', credentialId: 'k 1/2' },
];

describe('addresses', () => {
  it.each(routes)('lead back to their route: $screen', (route) => {
    expect(readAddress(addressOf(route)).route).toEqual(route);
  });

  it('keep filters, and leave out empty ones', () => {
    const address = addressOf({ screen: 'runs' }, { q: 'a & b?', status: '' });
    expect(address).not.toContain('status');
    expect(readAddress(address)).toEqual({ route: { screen: 'runs' }, query: { q: 'a & b?' } });
  });

  it('of nothing is Home', () => {
    expect(readAddress('').route).toEqual({ screen: 'home' });
  });

  it('that no screen has are said to be unknown, even with a stray percent sign', () => {
    expect(readAddress('#/nowhere/%').route.screen).toBe('unknown');
  });
});
