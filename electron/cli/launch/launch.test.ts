import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const project = join(import.meta.dirname, '../../..');

/** The smallest sources from which the real configuration builds all three targets. */
const sources: Record<string, string> = {
  'electron/cli/main.ts': `import { greet } from '../host/greet.ts';
    export async function runCommand(words: string[]): Promise<number> { console.log(greet(words)); return words.length; }`,
  'electron/host/greet.ts': "export const greet = (words: string[]): string => ['ran', ...words].join(' ');",
  'electron/shell/main.ts': "import { app } from 'electron'; app.quit();",
  'electron/expressions/worker/program.ts': "console.log('evaluates');",
  'electron/shell/preload.ts': "import { ipcRenderer } from 'electron'; ipcRenderer.send('ready');",
  'renderer/index.html': '<!doctype html><title>Millrace</title><script type="module" src="./main.tsx"></script>',
  'renderer/main.tsx': "document.title = 'Millrace';",
};

const root = mkdtempSync(join(tmpdir(), 'millrace-launch-'));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** Starts the launcher of the copied project as a terminal would, from a folder that is not the project's. */
function start(
  words: string[],
  environment: Record<string, string> = {},
): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'electron/cli/millrace.mjs'), ...words], {
    cwd: tmpdir(),
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...environment },
  });
  return { code: status, out: stdout, err: stderr };
}

beforeAll(() => {
  for (const path of ['electron.vite.config.ts', 'package.json', 'electron/cli/millrace.mjs', 'electron/cli/launch']) {
    cpSync(join(project, path), join(root, path), { recursive: true });
  }
  symlinkSync(join(project, 'node_modules'), join(root, 'node_modules'));
  for (const [path, text] of Object.entries(sources)) write(path, text);
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('npm start', () => {
  it('answers --version at once, with nothing else', () => {
    const { version } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as { version: string };
    expect(start(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });

  it('builds what is out of date, says so on standard error only, and passes on words and exit code', () => {
    const first = start(['run', 'flow.json']);
    expect({ ...first, err: '' }).toEqual({ code: 2, out: 'ran run flow.json\n', err: '' });
    expect(first.err).toMatch(/^Building Millrace \(main\) …\nBuilt in [\d.]+ s\.\n$/);

    expect(start(['validate'])).toEqual({ code: 1, out: 'ran validate\n', err: '' });

    write('electron/host/greet.ts', "export const greet = (words: string[]): string => ['now', ...words].join(' ');");
    const changed = start(['validate']);
    expect(changed.out).toBe('now validate\n');
    expect(changed.err).toMatch(/^Building Millrace \(main\) …\n/);
  });

  it('builds the page when it is to be shown: a fixed list of files, no script in the page itself (S8, S9)', () => {
    expect(start(['serve']).err).toMatch(/^Building Millrace \(.*renderer\) …\n/);
    const list = JSON.parse(readFileSync(join(root, 'dist/renderer/files.json'), 'utf8')) as Record<string, unknown>;
    expect(list['/index.html']).toEqual({ file: 'index.html', type: 'text/html; charset=utf-8' });
    expect(Object.keys(list).some((path) => /^\/assets\/.+\.js$/.test(path))).toBe(true);
    const page = readFileSync(join(root, 'dist/renderer/index.html'), 'utf8');
    expect(page.match(/<script(?![^>]*\ssrc=)[^>]*>/g)).toBeNull();
  });

  it('opens the browser, saying why in one line, where there is no desktop', () => {
    start(['serve']);
    const opened = start([], { ELECTRON_OVERRIDE_DIST_PATH: root, ELECTRON_SKIP_BINARY_DOWNLOAD: '1' });
    expect(opened.out).toBe('now serve\n');
    expect(opened.err).toMatch(/^[^\n]+; opening Millrace in your browser instead\.\n$/);
  });

  it('says what is wrong with sources that can’t be built, and fails', () => {
    write('electron/host/greet.ts', "export { app as greet } from 'electron';");
    const broken = start(['validate']);
    expect(broken).toMatchObject({ code: 1, out: '' });
    expect(broken.err).toContain('electron/cli/main.ts\n  → electron/host/greet.ts\n  → electron');
  });
});
