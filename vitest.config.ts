import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/**
 * Tests that start processes (the command, a build) need more than the usual five seconds on a small machine, and what is
 * waited for may take more than the usual one.
 */
const timeouts = { testTimeout: 30_000, hookTimeout: 30_000, expect: { poll: { timeout: 15_000 } } };
const setupFiles = ['test/support/no-warnings.ts'];

export default defineConfig({
  test: {
    // By itself it would leave a core idle, and so one of two; tests wait for conditions, never for a time.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          include: ['shared/**/*.test.ts', 'electron/**/*.test.ts', 'renderer/**/*.test.ts'],
          exclude: ['electron/shell/**'],
          // Files share a process and what it loaded, which is most of the work of many small ones.
          isolate: false,
          setupFiles,
          ...timeouts,
        },
      },
      {
        // They kill, measure and count what a process holds, so each file has one of its own.
        test: {
          name: 'world',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', 'test/architecture/**'],
          setupFiles,
          ...timeouts,
        },
      },
      {
        test: { name: 'architecture', include: ['test/architecture/**/*.test.ts'], setupFiles, ...timeouts },
      },
      {
        // Electron itself is absent from unit tests: the shell is typed against it and runs against a recording fake.
        resolve: { alias: { electron: new URL('test/fakes/electron.ts', import.meta.url).pathname } },
        test: {
          name: 'shell',
          include: ['electron/shell/**/*.test.ts'],
          // Imports electron itself, so it must meet the fake too.
          server: { deps: { inline: ['electron-store'] } },
          setupFiles,
          ...timeouts,
        },
      },
      {
        plugins: [react()],
        test: {
          name: 'page',
          environment: 'jsdom',
          include: ['renderer/**/*.test.tsx'],
          isolate: false,
          setupFiles,
          ...timeouts,
        },
      },
    ],
  },
});
