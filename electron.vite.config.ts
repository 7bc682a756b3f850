import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type UserConfig } from 'electron-vite';
import { electronOnlyInShell } from './electron/cli/launch/bundler/electron-only-in-shell.ts';
import { evaluatorProgram } from './electron/cli/launch/bundler/evaluator-program.ts';
import { fileList } from './electron/cli/launch/bundler/file-list.ts';
import { chosenTargets } from './electron/cli/launch/targets.ts';

const root = import.meta.dirname;

/**
 * Electron and Node are there at run time. Everything else is bundled, because few files load faster than many; but for
 * the client of the Secret Service, a native module that only the command asks for, and only where it needs a key.
 */
const neverBundled = ['electron', /^electron\/.+/, /^node:/, '@napi-rs/keyring'];

const mainEntries = {
  shell: 'electron/shell/main.ts',
  cli: 'electron/cli/main.ts',
  'open-app': 'electron/cli/launch/open-app.ts',
};

/** The program of a process of its own, which stands by itself. */
const evaluator = { entry: 'electron/expressions/worker/program.ts', fileName: 'evaluator.js' };

function fromRoot(entries: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, join(root, path)]));
}

export default defineConfig((): UserConfig => {
  const targets = chosenTargets();
  return {
    main: targets.has('main')
      ? {
          plugins: [electronOnlyInShell({ root, free: ['cli', 'open-app'] }), evaluatorProgram({ root, ...evaluator })],
          build: {
            outDir: join(root, 'dist/main'),
            emptyOutDir: true,
            target: 'node24',
            externalizeDeps: false,
            reportCompressedSize: false,
            rolldownOptions: {
              external: neverBundled,
              input: fromRoot(mainEntries),
              output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
            },
          },
        }
      : undefined,
    preload: targets.has('preload')
      ? {
          build: {
            outDir: join(root, 'dist/preload'),
            emptyOutDir: true,
            target: 'node24',
            externalizeDeps: false,
            reportCompressedSize: false,
            rolldownOptions: {
              external: ['electron'],
              input: fromRoot({ preload: 'electron/shell/preload.ts' }),
              // The sandbox runs a preload script only as one CommonJS file.
              output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
            },
          },
        }
      : undefined,
    renderer: targets.has('renderer')
      ? {
          root: join(root, 'renderer'),
          base: './',
          plugins: [react(), fileList()],
          build: {
            outDir: join(root, 'dist/renderer'),
            emptyOutDir: true,
            target: 'chrome140',
            minify: true,
            reportCompressedSize: false,
            chunkSizeWarningLimit: 2000,
            // The content security policy allows files of the page's own origin and nothing inline.
            assetsInlineLimit: 0,
            modulePreload: { polyfill: false },
            rolldownOptions: { input: fromRoot({ index: 'renderer/index.html' }) },
          },
        }
      : undefined,
  };
});
