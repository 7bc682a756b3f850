import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FuseV1Options } from '@electron/fuses';
import { describe, expect, it } from 'vitest';
import afterPack, { fuses } from '../../fuses.config.ts';

const root = join(import.meta.dirname, '../..');
const config = readFileSync(join(root, 'electron-builder.yml'), 'utf8');

/** The value of a key at the top level of the packaging config. */
function topLevel(key: string): string | undefined {
  return new RegExp(`^${key}: *(.*)$`, 'm').exec(config)?.[1];
}

/** The items of a list at the top level. */
function listOf(key: string): string[] {
  const block = new RegExp(`^${key}:\\n((?: +- .*\\n)+)`, 'm').exec(config)?.[1] ?? '';
  return block
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/^ +- /, '').replace(/^'(.*)'$/, '$1'));
}

/** The hardened table of S10. */
const hardened: Record<keyof typeof FuseV1Options, boolean> = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
  WasmTrapHandlers: true,
};

describe('the package', () => {
  it('S10 has each of the 9 fuses as the hardened table says', () => {
    const names = Object.keys(FuseV1Options).filter((name) => Number.isNaN(Number(name)));
    expect(names.sort()).toEqual(Object.keys(hardened).sort());
    for (const [name, value] of Object.entries(hardened)) {
      expect([name, fuses[FuseV1Options[name as keyof typeof FuseV1Options]]]).toEqual([name, value]);
    }
  });

  it('S10 is refused when Electron brings a fuse that nobody decided', () => {
    expect(fuses.strictlyRequireAllFuses).toBe(true);
  });

  it('S10 gets exactly these fuses from the one place that sets them', async () => {
    expect(topLevel('afterPack')).toBe('./fuses.config.ts');
    expect(existsSync(join(root, 'fuses.config.ts'))).toBe(true);
    expect(topLevel('electronFuses')).toBeUndefined();
    const flipped: unknown[] = [];
    const packager = { addElectronFuses: async (_: unknown, table: unknown) => flipped.push(table) };
    await afterPack({ packager } as unknown as Parameters<typeof afterPack>[0]);
    expect(flipped).toEqual([fuses]);
  });

  it('S10 is one archive that is checked when it is loaded', () => {
    expect(topLevel('asar')).toBe('true');
    expect(topLevel('disableAsarIntegrity')).toBeUndefined();
    expect(topLevel('asarUnpack')).toBeUndefined();
  });

  it('S39 holds what was built and nothing else', () => {
    expect(listOf('files')).toEqual([
      'dist/main/**',
      'dist/preload/**',
      'dist/renderer/**',
      'package.json',
      '!**/*.map',
      '!node_modules/**',
    ]);
  });

  it('has an icon', () => {
    expect(existsSync(join(root, topLevel('icon') ?? ''))).toBe(true);
  });
});
