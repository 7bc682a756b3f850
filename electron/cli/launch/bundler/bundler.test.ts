import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'vite';
import { describe, expect, it } from 'vitest';
import { electronOnlyInShell } from './electron-only-in-shell.ts';
import { listFiles } from './file-list.ts';

/** Bundles a project of these files in memory, entries `cli` and `shell`. */
async function bundle(files: Record<string, string>): Promise<unknown> {
  const root = mkdtempSync(join(tmpdir(), 'millrace-bundle-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return build({
    root,
    configFile: false,
    logLevel: 'silent',
    plugins: [electronOnlyInShell({ root, free: ['cli'] })],
    build: {
      write: false,
      rolldownOptions: {
        external: ['electron'],
        input: { cli: join(root, 'electron/cli/main.ts'), shell: join(root, 'electron/shell/main.ts') },
      },
    },
  });
}

const shell = "import { app } from 'electron'; import '../host/host.ts'; console.log(app);";

describe('the bundler', () => {
  it('accepts Electron in the shell', async () => {
    await expect(
      bundle({
        'electron/shell/main.ts': shell,
        'electron/cli/main.ts': "import '../host/host.ts'",
        'electron/host/host.ts': 'console.log(1)',
      }),
    ).resolves.toBeDefined();
  });

  it('refuses Electron elsewhere, with the path of imports', async () => {
    const files = {
      'electron/shell/main.ts': shell,
      'electron/cli/main.ts': "import '../host/host.ts'",
      'electron/host/host.ts': "import { app } from 'electron'; console.log(app)",
    };
    await expect(bundle(files)).rejects.toThrow(
      'elsewhere:\n  electron/cli/main.ts\n  → electron/host/host.ts\n  → electron\n',
    );
  });

  it('refuses a command that loads the shell, even lazily', async () => {
    const files = {
      'electron/shell/main.ts': shell,
      'electron/cli/main.ts': "void import('../shell/main.ts')",
      'electron/host/host.ts': 'console.log(1)',
    };
    await expect(bundle(files)).rejects.toThrow(/must do without Electron[\s\S]*→ electron/);
  });
});

describe('the list of the page’s files', () => {
  it('has each file under its URL path with its content type, maps left out', () => {
    expect(listFiles(['index.html', 'assets/index-1a.js', 'assets/index-1a.js.map', 'assets/logo.svg'])).toEqual({
      '/assets/index-1a.js': { file: 'assets/index-1a.js', type: 'text/javascript; charset=utf-8' },
      '/assets/logo.svg': { file: 'assets/logo.svg', type: 'image/svg+xml' },
      '/index.html': { file: 'index.html', type: 'text/html; charset=utf-8' },
    });
  });

  it('refuses a file whose content type nobody decided', () => {
    expect(() => listFiles(['page.xyz'])).toThrow('No content type is known for page.xyz');
  });
});
