import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTemporaryFolder } from '../../test/support/temporary-store.ts';

const program = join(import.meta.dirname, '../../test/faults/programs/use-keyring.ts');

const has = (command: string): boolean => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
const missing = ['dbus-run-session', 'gnome-keyring-daemon'].filter((command) => !has(command));

/** Runs the program in a D-Bus session of its own whose keyring lies in `home`, unlocked with `password` if given. */
function inSession(home: string, words: string[], password?: string): Record<string, unknown> {
  const unlock =
    password === undefined
      ? 'true'
      : 'printf %s "$KEYRING_PASSWORD" | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1';
  const script = `${unlock}; exec "$@"`;
  const { DISPLAY: _, WAYLAND_DISPLAY: _other, ...environment } = process.env;
  const { stdout, stderr } = spawnSync(
    'dbus-run-session',
    ['--', 'sh', '-c', script, 'sh', process.execPath, program, ...words],
    {
      encoding: 'utf8',
      timeout: 20_000,
      env: { ...environment, HOME: home, XDG_RUNTIME_DIR: join(home, 'run'), KEYRING_PASSWORD: password ?? '' },
    },
  );
  if (!stdout) throw new Error(stderr);
  return JSON.parse(stdout) as Record<string, unknown>;
}

function createHome(): string {
  const home = createTemporaryFolder();
  mkdirSync(join(home, 'run'), { mode: 0o700 });
  return home;
}

describe.skipIf(process.platform !== 'linux' || missing.length > 0)(
  `the vault’s key in the Secret Service${missing.length > 0 ? ` (skipped: no ${missing.join(', ')} here)` : ''}`,
  () => {
    it('is kept by an unlocked keyring, for a later session too, and not by a locked one', () => {
      const home = createHome();
      const data = join(home, 'data');
      const sealed = inSession(home, ['seal', data], 'of the keyring');
      expect(sealed).toMatchObject({ state: { state: 'open', protection: 'secret-service' } });
      expect(inSession(home, ['open', data], 'of the keyring')).toMatchObject({
        secrets: { password: 'canary-in-keyring' },
      });
      expect(inSession(home, ['open', data])).toMatchObject({
        error: { code: 'SECRET_STORE_LOCKED', why: expect.stringMatching(/keyring/) },
        state: { state: 'locked', protection: 'none' },
      });
    });

    it('is lost with the keyring, which changes nothing that is stored', () => {
      const home = createHome();
      const data = join(home, 'data');
      inSession(home, ['seal', data], 'of the keyring');
      const other = createHome();
      const before = readdirSync(data).map((name) => readFileSync(join(data, name)));
      expect(inSession(other, ['open', data], 'of the keyring')).toMatchObject({
        error: { code: 'SECRET_STORE_LOCKED', why: 'The keyring has no key for this data folder.' },
      });
      expect(readdirSync(data).map((name) => readFileSync(join(data, name)))).toEqual(before);
    });

    it('is refused where there is a session but no keyring to unlock, and nothing is stored', () => {
      const home = createHome();
      const data = join(home, 'data');
      const { error, state } = inSession(home, ['seal', data]);
      expect(error).toMatchObject({ code: 'SECRET_STORE_LOCKED' });
      expect(state).toMatchObject({ state: 'empty' });
    });
  },
);
