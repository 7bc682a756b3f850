import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestTerminal } from '../../test/fakes/terminal.ts';
import { runOn } from './main.ts';
import type { RunDocument } from './output/run-document.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-failures-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function millrace(words: string[], input?: string): Promise<{ code: number; out: string; err: string }> {
  const terminal = createTestTerminal({ workingFolder: folder, ...(input === undefined ? {} : { input }) });
  const code = await runOn(terminal, [...words, '--data', join(folder, 'data')]);
  return { code, ...terminal.written };
}

const people = JSON.stringify([
  { LastName: 'Ada', Email: 'ada@example.org' },
  { LastName: 'Basil', Email: 'n/a' },
  { LastName: 'Cora', Email: 'cora@example.org' },
]);

function writeContactFlow(onError: 'stop' | 'skip'): string {
  const settings = { SObjectName: 'Contact', salesforcePayload: { LastName: '{{ LastName }}', Email: '{{ Email }}' } };
  const steps = [
    { id: 'start', type: 'manual', name: 'Run now' },
    { id: 'contact', type: 'salesforce.create', name: 'Create contact', connection: 'crm', onError, settings },
  ];
  const edges = [{ from: 'start', to: 'contact' }];
  const connections = { crm: { connector: 'salesforce' } };
  const flow = { format: 'millrace.flow/1', id: 'contacts', name: 'Contacts', connections, steps, edges };
  writeFileSync(join(folder, 'contacts.json'), JSON.stringify(flow));
  return 'contacts.json';
}

describe('a run that failed, on the command line', () => {
  it('says where, why, what was done and what wasn’t, and how to go on, also when it is shown later', async () => {
    const { code, err, out } = await millrace(['run', writeContactFlow('stop'), '--input', '-'], people);
    expect(code).toBe(1);
    expect(out).toContain('Contacts: failed');
    const told = [
      'Create contact: error RECORD_REFUSED: An email address isn’t one',
      '  “Email” is “n/a”, which Salesforce doesn’t accept as an email address.',
      '  2 created, 1 not. Later steps didn’t get it.',
      '  Filter out records without a valid email, or map another field.',
      '',
    ].join('\n');
    expect(err).toContain(told);
    expect((await millrace(['show', '1'])).err).toContain(told);
  });

  it('gives the same to programs, with the commands that help', async () => {
    const { out } = await millrace(['run', writeContactFlow('skip'), '--input', '-', '--json'], people);
    const { status, failures, error } = JSON.parse(out) as RunDocument;
    expect({ status, code: error?.code }).toEqual({ status: 'partly_succeeded', code: 'RECORDS_FAILED' });
    expect(failures).toEqual([
      {
        step: 'contact',
        code: 'RECORD_REFUSED',
        title: 'An email address isn’t one',
        cause: '“Email” is “n/a”, which Salesforce doesn’t accept as an email address.',
        done: '2 created, 1 not. The run went on without it.',
        fix: 'Filter out records without a valid email, or map another field.',
        remedies: [
          {
            command: 'edit-step',
            label: 'Fix in editor',
            arguments: { step: 'contact', field: 'salesforcePayload' },
          },
          {
            command: 'retry-failures',
            label: 'Run failed records again',
            arguments: { step: 'contact' },
            commandLine: expect.stringMatching(/^millrace rerun \S+ --failures-only --from contact$/),
          },
          {
            command: 'copy-details',
            label: 'Copy details',
            arguments: {},
            commandLine: expect.stringMatching(/^millrace show \S+ --json$/),
          },
        ],
      },
    ]);
  });

  it('names the connection that can’t be reached and the commands that test it and go on', async () => {
    const settings = { method: 'GET', url: 'http://127.0.0.1:9/none' };
    const steps = [
      { id: 'start', type: 'manual', name: 'Run now' },
      { id: 'ask', type: 'http.request', name: 'Ask', settings, retry: { attempts: 1 } },
    ];
    const flow = {
      format: 'millrace.flow/1',
      id: 'ask',
      name: 'Ask',
      steps,
      edges: [{ from: 'start', to: 'ask' }],
    };
    writeFileSync(join(folder, 'ask.json'), JSON.stringify(flow));
    const { err } = await millrace(['run', 'ask.json']);
    expect(err).toMatch(
      /Ask: error CONNECTION_ERROR: Can’t reach 127\.0\.0\.1:9\n {2}.+\n {2}.+\n {2}.+\n {2}millrace resume /,
    );
  });
});
