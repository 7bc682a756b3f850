import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const dist = join(root, 'dist');
const run = promisify(execFile);

/** Options that would give a page more than S1 allows; none may be true, or set at all, in what is built. */
const forbidden = [
  /nodeIntegration\w*\s*:\s*(?:true|!0)/,
  /contextIsolation\s*:\s*(?:false|!1)/,
  /sandbox\s*:\s*(?:false|!1)/,
  /webSecurity\s*:\s*(?:false|!1)/,
  /webviewTag\s*:\s*(?:true|!0)/,
  /allowRunningInsecureContent\s*:\s*(?:true|!0)/,
  /experimentalFeatures\s*:\s*(?:true|!0)/,
  /enableBlinkFeatures/,
  /setUsePlainTextEncryption/,
  /--no-sandbox|disable-web-security|ignore-certificate-errors/,
  /NODE_TLS_REJECT_UNAUTHORIZED/,
  /bypassCSP|corsEnabled/,
];

/** The file and every file of ours that it loads, directly or not. */
function filesBehind(entry: string): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  const visit = (path: string): void => {
    if (found.has(path)) return;
    const imports = ts.preProcessFile(readFileSync(path, 'utf8'), true, true).importedFiles.map((one) => one.fileName);
    found.set(path, imports);
    for (const specifier of imports) if (specifier.startsWith('.')) visit(join(path, '..', specifier));
  };
  visit(entry);
  return found;
}

// `npm test` builds first; a test run by hand on a tree that was never built has nothing to look at.
describe.skipIf(!existsSync(join(dist, 'main/shell.js')))('the built desktop', () => {
  let dataFolder: string;
  beforeAll(() => {
    dataFolder = mkdtempSync(join(tmpdir(), 'millrace-bundle-'));
  });
  afterAll(() => rmSync(dataFolder, { recursive: true, force: true }));

  it('imports nothing but Electron and Node, so the package needs no node_modules', () => {
    const imports = [...filesBehind(join(dist, 'main/shell.js')).values()].flat();
    const foreign = imports.filter(
      (name) => !name.startsWith('.') && !name.startsWith('node:') && !builtinModules.includes(name),
    );
    expect([...new Set(foreign)]).toEqual(['electron']);
  });

  it('S1 sets no option that would give the page more, anywhere in the bundle', () => {
    const findings = [...filesBehind(join(dist, 'main/shell.js')).keys()].flatMap((path) =>
      forbidden.filter((pattern) => pattern.test(readFileSync(path, 'utf8'))).map((pattern) => `${path}: ${pattern}`),
    );
    expect(findings).toEqual([]);
  });

  it('S2 answers no message of a page: no ipcMain handler in the bundle but the one that is taken away', () => {
    const text = [...filesBehind(join(dist, 'main/shell.js')).keys()].map((path) => readFileSync(path, 'utf8')).join();
    expect(text).not.toMatch(/ipcMain[\w$]*\.handle/);
    expect(text.match(/ipcMain[\w$]*\.on\([^)]{0,40}/g)).toEqual([expect.stringContaining('electron-store-get-data')]);
    expect(text).toMatch(/ipcMain[\w$]*\.removeAllListeners\(["'`]electron-store-get-data/);
  });

  it('S27 has a program for expressions that is one file, imports nothing and names no way out', () => {
    const program = join(dist, 'main/evaluator.js');
    const text = readFileSync(program, 'utf8');
    expect(text).not.toMatch(/^\s*(?:import|export)\b/m);
    const ways = /process\.env|child_process|node:|createRequire|getBuiltinModule|\bfetch\(|XMLHttpRequest|WebSocket\(/;
    expect(text.match(ways)).toBeNull();
  });

  it('S4 has a preload script of one file, which names nothing but the port', () => {
    expect(readdirSync(join(dist, 'preload'))).toEqual(['preload.cjs']);
    const preload = readFileSync(join(dist, 'preload/preload.cjs'), 'utf8');
    expect(preload.match(/require\([^)]*\)/g)).toEqual([expect.stringMatching(/require\(["'`]electron["'`]\)/)]);
    expect(preload).not.toMatch(/contextBridge|exposeInMainWorld/);
    expect(preload.length).toBeLessThan(2_000);
  });

  it.skipIf(!existsSync(join(dist, 'renderer/files.json')))(
    'opens, shows its page, answers over the port and closes, with Electron alone replaced',
    async () => {
      const { stdout } = await run(
        process.execPath,
        [join(root, 'test/fakes/run-shell.ts'), join(dist, 'main/shell.js')],
        { env: { ...process.env, MILLRACE_DATA: dataFolder, MILLRACE_PASSPHRASE: '' }, timeout: 25_000 },
      );
      expect(JSON.parse(stdout)).toMatchObject({
        page: expect.stringContaining('<title>Millrace</title>'),
        info: { dataFolder, capabilities: { shell: 'desktop' } },
        flows: ['Welcome new leads'],
      });
    },
  );
});
