import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type DataFolderSurroundings, findDataFolder } from './data-folder.ts';

const on = (platform: NodeJS.Platform, environment: Record<string, string> = {}): DataFolderSurroundings => ({
  platform,
  environment,
  home: '/home/ada',
});

describe('the data folder', () => {
  it('is the chosen one first, then the variable’s, always absolute', () => {
    expect(findDataFolder('mine', on('linux', { MILLRACE_DATA: '/other' }))).toBe(resolve('mine'));
    expect(findDataFolder(undefined, on('linux', { MILLRACE_DATA: '/other' }))).toBe('/other');
    expect(findDataFolder('', on('linux', { MILLRACE_DATA: '' }))).toBe('/home/ada/.local/share/millrace');
  });

  it.each([
    ['linux', {}, '/home/ada/.local/share/millrace'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/data/millrace'],
    ['linux', { XDG_DATA_HOME: 'relative' }, '/home/ada/.local/share/millrace'],
    ['darwin', {}, '/home/ada/Library/Application Support/Millrace'],
    ['win32', { APPDATA: '/home/ada/Roaming' }, '/home/ada/Roaming/Millrace'],
  ] as const)('is the platform’s own place on %s with %j', (platform, environment, folder) => {
    expect(findDataFolder(undefined, on(platform, environment))).toBe(folder);
  });
});
