import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect, type Page } from '@playwright/test';

const root = join(import.meta.dirname, '../../..');

/** A Millrace in browser mode, with a data folder of its own. */
export type RunningMillrace = {
  dataFolder: string;
  /** The address with a one-time code, as `millrace serve` printed it. */
  url: string;
  /** Ends it and starts it again on the same data folder. */
  restart(): Promise<void>;
};

type Fixtures = {
  millrace: RunningMillrace;
  /** A page that has opened Millrace, and on which nothing may reach another origin or be logged as an error. */
  page: Page;
};

/** Tests of the product in browser mode: a fresh data folder and a server of its own for each. */
export const test = base.extend<Fixtures>({
  millrace: async ({ browserName: _ }, use) => {
    const dataFolder = mkdtempSync(join(tmpdir(), 'millrace-e2e-'));
    let server = await serve(dataFolder);
    const millrace: RunningMillrace = {
      dataFolder,
      get url() {
        return server.url;
      },
      restart: async () => {
        await end(server.process);
        server = await serve(dataFolder);
      },
    };
    await use(millrace);
    await end(server.process);
    rmSync(dataFolder, { recursive: true, force: true });
  },
  page: async ({ page, millrace }, use) => {
    const foreign: string[] = [];
    const failures: string[] = [];
    await page.route('**/*', (route) => {
      const { protocol, hostname } = new URL(route.request().url());
      if (hostname === '127.0.0.1' || protocol === 'blob:' || protocol === 'data:') return route.continue();
      foreign.push(route.request().url());
      return route.abort();
    });
    page.on('pageerror', (error) => failures.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') failures.push(message.text());
    });
    await page.goto(millrace.url);
    await use(page);
    expect(foreign, 'requests to other origins').toEqual([]);
    expect(failures, 'errors in the page').toEqual([]);
  },
});

export { expect };

type Server = { process: ChildProcess; url: string };

function serve(dataFolder: string): Promise<Server> {
  const command = [join(root, 'electron/cli/millrace.mjs'), 'serve', '--no-open', '--data', dataFolder];
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'] });
  return new Promise((resolve, reject) => {
    let printed = '';
    let complaints = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      complaints += chunk.toString();
    });
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const url = /http:\/\/127\.0\.0\.1:\d+\/#code=\S+/.exec(printed)?.[0];
      if (url) resolve({ process: child, url });
    });
    child.on('exit', (code) => reject(new Error(`millrace serve ended with ${code}: ${complaints}`)));
  });
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.on('exit', () => resolve());
    child.kill('SIGTERM');
  });
}
