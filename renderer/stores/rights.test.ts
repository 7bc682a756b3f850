import { afterEach, describe, expect, it } from 'vitest';
import type { AppInfo } from '../../shared/contract/index.ts';
import { type Role, rightsOf } from '../../shared/security/roles.ts';
import type { HostClient } from '../host/host-client.ts';
import { useHostData } from './host-data.ts';
import { may } from './rights.ts';
import { changeSetting, loadSettings, useSettingsStore } from './settings.ts';

function tellRole(role: Role): void {
  const data = { role, rights: [...rightsOf(role)] } as Pick<AppInfo, 'role' | 'rights'> as AppInfo;
  useHostData.setState({ info: { data } });
}

describe('the rights of the person at the page', () => {
  afterEach(() => useHostData.setState({ info: {} }));

  it('are none until the host has told', () => {
    expect(may('view')).toBe(false);
  });

  it('are those that the host told', () => {
    tellRole('operator');
    expect([may('runFlows'), may('editFlows')]).toEqual([true, false]);
  });

  it('decide whether a changed setting is kept by the host or holds for this page alone', async () => {
    const kept: unknown[] = [];
    const settings = { get: async () => ({}), set: async (setting: unknown) => void kept.push(setting) };
    await loadSettings({ app: { settings } } as unknown as HostClient);
    tellRole('viewer');
    await changeSetting('theme', 'dark');
    expect([useSettingsStore.getState().settings.theme, useSettingsStore.getState().saveError, kept]).toEqual([
      'dark',
      undefined,
      [],
    ]);
    tellRole('designer');
    await changeSetting('theme', 'light');
    expect(kept).toEqual([{ name: 'theme', value: 'light' }]);
  });
});
