import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type DeniedPackage, deniedPackages, electronSchedule, reviewedPackages } from './packages.ts';

const DAY_MS = 86_400_000;
const root = join(import.meta.dirname, '../..');

type LockedPackage = { version?: string; dev?: boolean; hasInstallScript?: boolean; resolved?: string };

const readJson = (file: string): unknown => JSON.parse(readFileSync(join(root, file), 'utf8'));
const lockText = readFileSync(join(root, 'package-lock.json'), 'utf8');
const lock = JSON.parse(lockText) as { packages: Record<string, LockedPackage> };
const manifest = readJson('package.json') as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  allowScripts: Record<string, boolean>;
};

/** Entries of the lockfile that the list denies, as `name@version: reason`. */
function findDenied(
  packages: Record<string, LockedPackage>,
  list: readonly DeniedPackage[] = deniedPackages,
): string[] {
  return Object.entries(packages).flatMap(([path, { version = '' }]) => {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    return list
      .filter((denied) => denied.name === name && isDenied(denied.versions, version))
      .map(({ reason }) => `${name}@${version}: ${reason}`);
  });
}

function isDenied(versions: DeniedPackage['versions'], version: string): boolean {
  if (versions === 'any') return true;
  if ('below' in versions) return isBelow(version, versions.below);
  return versions.includes(version);
}

/** Compares major, minor and patch; a pre-release counts as its release. */
function isBelow(version: string, bound: string): boolean {
  const [have, want] = [version, bound].map((text) => (text.split('-')[0] ?? '').split('.').map(Number));
  for (const [index, part] of (want ?? []).entries()) {
    const mine = have?.[index] ?? 0;
    if (mine !== part) return mine < part;
  }
  return false;
}

function daysSince(date: string): number {
  return (Date.now() - Date.parse(`${date}T00:00:00Z`)) / DAY_MS;
}

describe('S38 dependencies cannot surprise us', () => {
  it('none of the locked versions is on the deny-list', () => {
    expect(findDenied(lock.packages)).toEqual([]);
  });

  it.each([
    ['jsonata', '2.1.9', true],
    ['jsonata', '2.2.2', false],
    ['axios', '1.14.1', true],
    ['axios', '1.21.1', false],
    ['vm2', '9.0.0', true],
  ])('the deny-list judges %s %s', (name, version, denied) => {
    expect(findDenied({ [`node_modules/a/node_modules/${name}`]: { version } })).toHaveLength(denied ? 1 : 0);
  });

  it('only the package node may run a script when it is installed', () => {
    const allowed = Object.entries(manifest.allowScripts).filter(([, may]) => may);
    expect(allowed.map(([name]) => name)).toEqual(['node']);
    const unmentioned = Object.entries(lock.packages)
      .filter(([, { hasInstallScript }]) => hasInstallScript === true)
      .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length))
      .filter((name) => !(name in manifest.allowScripts));
    expect(unmentioned).toEqual([]);
  });

  it('every version is pinned exactly', () => {
    const versions = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it('every direct runtime dependency is reviewed at its version and at least seven days old', () => {
    const reviewed = Object.entries(reviewedPackages).map(([name, { version }]) => [name, version]);
    expect(Object.fromEntries(reviewed)).toEqual(manifest.dependencies);
    const young = Object.entries(reviewedPackages).filter(([, { published }]) => daysSince(published) < 7);
    expect(young.map(([name, { published }]) => `${name}, published ${published}`)).toEqual([]);
  });

  it('there are at most 45 direct runtime dependencies and 250 in their tree', () => {
    const tree = Object.entries(lock.packages).filter(([path, { dev }]) => path !== '' && dev !== true);
    expect(Object.keys(manifest.dependencies).length).toBeLessThanOrEqual(45);
    expect(tree.length).toBeLessThanOrEqual(250);
  });

  it('the lockfile names no registry', () => {
    expect(lockText.match(/"resolved": "https?:[^"]*"/g) ?? []).toEqual([]);
  });
});

describe('S11 Electron is a supported version', () => {
  it('its major is one of the newest three', () => {
    const major = Number.parseInt(lock.packages['node_modules/electron']?.version ?? '', 10);
    expect(major).toBeGreaterThanOrEqual(electronSchedule.newestMajor - 2);
  });

  it('someone looked at the release schedule in the last eight weeks', () => {
    expect(daysSince(electronSchedule.lookedOn)).toBeLessThanOrEqual(56);
  });
});
