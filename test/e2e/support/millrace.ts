import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import { openNodeHost } from '../../../electron/compose/node-host.ts';
import type { Role } from '../../../shared/security/roles.ts';

const root = join(import.meta.dirname, '../../..');

/** A Millrace in browser mode, with a data folder of its own. */
export type RunningMillrace = {
  dataFolder: string;
  /** The address with a one-time code, as `millrace serve` printed it. */
  url: string;
  /** Everything that this server printed so far. */
  output(): string;
  /** Ends it and starts it again on the same data folder, on which `meanwhile` can work alone in between. */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
  /** Ends it and starts it again on the same data folder with another role for its pages. */
  restartAs(role: Role): Promise<void>;
};

type Fixtures = {
  millrace: RunningMillrace;
  /** The role of the pages from the start on. */
  role: Role;
  /** True for a workspace whose sample has run once before the window opens. */
  sampleHasRun: boolean;
  /** Variables for the server beside those of the tests, such as the passphrase that lets it keep secrets. */
  variables: Record<string, string>;
  /** Errors that a test brings about itself, such as a refused sign-in; every other one fails it. */
  expectedErrors: RegExp[];
  /** A window that has opened Millrace. No window of the test may reach another origin, log an error or break the CSP. */
  page: Page;
};

/** Tests of the product in browser mode: a fresh data folder and a server of its own for each. */
export const test = base.extend<Fixtures>({
  role: ['designer', { option: true }],
  sampleHasRun: [false, { option: true }],
  variables: [{}, { option: true }],
  millrace: async ({ variables, role: firstRole, sampleHasRun }, use) => {
    const dataFolder = mkdtempSync(join(tmpdir(), 'millrace-e2e-'));
    if (sampleHasRun) await runSample(dataFolder);
    let role = firstRole;
    let server = await serve(dataFolder, variables, role);
    const millrace: RunningMillrace = {
      dataFolder,
      get url() {
        return server.url;
      },
      output: () => server.printed(),
      restart: async (meanwhile) => {
        await end(server.process);
        await meanwhile?.();
        server = await serve(dataFolder, variables, role);
      },
      restartAs: (other) => {
        role = other;
        return millrace.restart();
      },
    };
    await use(millrace);
    await end(server.process);
    rmSync(dataFolder, { recursive: true, force: true });
  },
  expectedErrors: [[], { option: true }],
  page: async ({ context, page, millrace, expectedErrors }, use) => {
    const { foreign, failures } = await watchWindows(context);
    await page.goto(millrace.url);
    await use(page);
    const unexpected = failures.filter((failure) => !expectedErrors.some((expected) => expected.test(failure)));
    expect(foreign, 'requests to other origins').toEqual([]);
    expect(unexpected, 'errors in the page').toEqual([]);
  },
});

export { expect };

/** Collects what no window of the browser may do: reach another origin, log an error, break its security policy. */
async function watchWindows(context: BrowserContext): Promise<{ foreign: string[]; failures: string[] }> {
  const foreign: string[] = [];
  const failures: string[] = [];
  // Only looked at: names other than loopback lead nowhere in the browser of the tests, and to hold every request up
  // for a decision would switch its cache off.
  context.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (!LOOPBACK.includes(hostname) && protocol !== 'blob:' && protocol !== 'data:') foreign.push(request.url());
  });
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      console.error(`Content security policy broken: ${violatedDirective} by ${blockedURI}`);
    });
  });
  context.on('weberror', (error) => failures.push(error.error().message));
  context.on('console', (message) => {
    if (message.type() === 'error') failures.push(`${message.text()} at ${message.location().url}`);
  });
  return { foreign, failures };
}

/** The loopback by number, and by the name that an OAuth service may send a browser back to (RFC 8252, §7.3 and §8.3). */
const LOOPBACK = ['127.0.0.1', 'localhost'];

/** Runs the sample of a new workspace to its end, without a window. */
async function runSample(dataFolder: string): Promise<void> {
  const host = await openNodeHost({ dataFolder, ownerName: 'test', version: '0.0.0', shell: 'none', keySources: [] });
  try {
    const flowId = host.services.info().starterFlowId ?? '';
    const { runId } = await host.services.runs.startStored({ flowId });
    await expect.poll(() => host.services.runs.get(runId).summary.status).toBe('succeeded');
  } finally {
    await host.close();
  }
}

type Server = { process: ChildProcess; url: string; printed(): string };

function serve(dataFolder: string, variables: Record<string, string>, role: Role): Promise<Server> {
  const command = [join(root, 'electron/cli/millrace.mjs'), 'serve', '--no-open', '--data', dataFolder, '--role', role];
  const child = spawn(process.execPath, command, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...variables },
  });
  return new Promise((resolve, reject) => {
    let printed = '';
    let complaints = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      complaints += chunk.toString();
    });
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const url = /http:\/\/127\.0\.0\.1:\d+\/#code=\S+/.exec(printed)?.[0];
      if (url) resolve({ process: child, url, printed: () => printed + complaints });
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
