import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestTerminal } from '../../test/fakes/terminal.ts';
import { lockStore } from '../node/store-lock.ts';
import { startPracticeOrg } from '../practice/practice-org.ts';
import { runOn } from './main.ts';
import type { RunDocument } from './output/run-document.ts';

const examples = join(import.meta.dirname, '../../examples');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-cli-'));
  for (const file of ['welcome-new-leads.flow.json', 'welcome-leads.csv'])
    copyFileSync(join(examples, file), join(folder, file));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Outcome = { code: number; out: string; err: string };

type Settings = { input?: string; environment?: Record<string, string>; secrets?: string[] };

async function millrace(words: string[], settings: Settings = {}): Promise<Outcome> {
  const terminal = createTestTerminal({ workingFolder: folder, ...settings });
  const code = await runOn(terminal, words);
  return { code, ...terminal.written };
}

const run = (words: string[], settings = {}) => millrace(['run', ...words, '--data', join(folder, 'data')], settings);

function writeFlow(name: string, steps: object[], rest: object = {}): string {
  const ids = steps.map((step) => (step as { id: string }).id);
  const edges = ids.slice(1).map((to, index) => ({ from: ids[index], to }));
  const flow = { format: 'millrace.flow/1', id: name, name, steps, edges, ...rest };
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(flow));
  return `${name}.json`;
}

const start = { id: 'start', type: 'manual', name: 'Run now' };

describe('millrace run', () => {
  it('runs the example against the practice org with the right counts, and exits 0', async () => {
    const { code, out, err } = await run(['welcome-new-leads.flow.json', '--json']);
    const document = JSON.parse(out) as RunDocument;
    expect({ code, status: document.status, error: document.error }).toEqual({
      code: 0,
      status: 'succeeded',
      error: null,
    });
    const counts = Object.fromEntries(
      document.steps.map((step) => [step.id, [step.in, step.out, step.failed, step.calls]]),
    );
    expect(counts).toEqual({
      run_now: [0, 1, 0, 0],
      get_leads: [1, 12, 0, 0],
      filter: [12, 12, 0, 0],
      map_fields: [5, 5, 0, 0],
      create_contact: [5, 5, 0, 1],
      save_to_file: [5, 5, 0, 0],
    });
    expect(document.output).toHaveLength(5);
    expect(document.output[0]).toMatchObject({ FullName: 'Ada Brook', Email: 'ada.brook@example.org' });
    expect(err).toContain('“crm” uses the practice connection “Practice CRM”');
    const saved = readFileSync(join(folder, 'created-contacts.csv'), 'utf8').trimEnd().split('\n');
    expect(saved).toHaveLength(6);
  });

  it('prints a plain summary when it is piped', async () => {
    const { code, out } = await run(['welcome-new-leads.flow.json']);
    expect(code).toBe(0);
    expect(out).toMatch(/Filter\s+12 in · 5 kept · 7 not kept/);
    expect(out).toMatch(/Welcome new leads: succeeded in /);
  });

  it.each([
    ['a JSON array', '[{"n":1},{"n":2}]', 2],
    ['one JSON object', '{\n "n": 1\n}', 1],
    ['JSON lines', '{"n":1}\n{"n":2}\n{"n":3}\n', 3],
    ['CSV', 'n,name\n1,Ada\n2,"Brook, Basil"\n', 2],
  ])('takes %s from standard input as the trigger’s records', async (_, input, count) => {
    const file = writeFlow('echo', [start, { id: 'limit', type: 'limit', name: 'Limit', settings: { count: 10 } }]);
    const { code, out } = await run([file, '--input', '-', '--json'], { input });
    const { output } = JSON.parse(out) as RunDocument;
    expect(code).toBe(0);
    expect(output).toHaveLength(count);
    expect(output[0]?.n).toBe(1);
  });

  it.each([
    ['JSON', '[{"id":9007199254740993},{"id":90071992547409931}]'],
    ['CSV', 'id\n9007199254740993\n90071992547409931\n'],
  ])('warns of numbers in %s that are kept as text, since they have too many digits', async (_, input) => {
    const file = writeFlow('ids', [start, { id: 'limit', type: 'limit', name: 'Limit', settings: { count: 10 } }]);
    const { code, out, err } = await run([file, '--input', '-', '--json'], { input });
    expect({ code, output: (JSON.parse(out) as RunDocument).output }).toEqual({
      code: 0,
      output: [{ id: '9007199254740993' }, { id: '90071992547409931' }],
    });
    expect(err).toMatch(/^warning --input: A number has more digits .* \(2 ×\)$/m);
  });

  it('tells of every record that came to a step, also of those that led to nothing and those that weren’t finished', async () => {
    const input = '[{"n":1},{"n":2},{"n":"x"},{"n":4},{"n":5}]';
    const file = writeFlow('sum', [
      start,
      { id: 'limit', type: 'limit', name: 'Limit', settings: { count: 4 } },
      { id: 'ask', type: 'map_fields', name: 'Ask', settings: { fields: [{ name: 'r', value: '{{ round(n) }}' }] } },
    ]);
    const { out } = await run([file, '--input', '-', '--json'], { input });
    const counts = (JSON.parse(out) as RunDocument).steps.map((step) => [
      step.in,
      step.failed,
      step.skipped,
      step.filtered,
    ]);
    expect(counts).toEqual([
      [0, 0, 0, 0],
      [5, 0, 0, 1],
      [4, 1, 1, 0],
    ]);
    const { out: told } = await run([file, '--input', '-'], { input });
    expect(told).toContain('5 in · 4 out · 1 led to nothing');
    expect(told).toContain('4 in · 2 out · 1 failed · 1 not finished');
  });

  it('reads a parameter by its type, and refuses one the flow doesn’t have or that isn’t of its type', async () => {
    const step = {
      id: 'map',
      type: 'map_fields',
      name: 'Map',
      settings: { fields: [{ name: 'twice', value: '{{ size * 2 }}' }] },
    };
    const file = writeFlow('sized', [start, step], { parameters: [{ name: 'size', type: 'number', default: 1 }] });
    const { out } = await run([file, '--param', 'size=21', '--json']);
    expect((JSON.parse(out) as RunDocument).output).toEqual([{ twice: 42 }]);
    expect(await run([file, '--param', 'size=many'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('PARAMETER_WRONG'),
    });
    expect(await run([file, '--param', 'other=1'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('It has: size'),
    });
  });

  it('refuses a slot that no connection fits, naming it, before anything runs', async () => {
    const flow = join(folder, 'welcome-new-leads.flow.json');
    const { code, err } = await run([flow, '--bind', 'crm=Nowhere']);
    expect(code).toBe(2);
    expect(err).toContain('error CONNECTION_NOT_CHOSEN: No connection fills “crm”.');
    expect(err).toContain('Connections that fit: Practice CRM.');
    expect(existsSync(join(folder, 'created-contacts.csv'))).toBe(false);
  });

  it('exits 1 when records failed that no error port took', async () => {
    const file = writeFlow(
      'failing',
      [
        start,
        {
          id: 'c',
          type: 'salesforce.create',
          name: 'Create',
          connection: 'crm',
          onError: 'skip',
          settings: { SObjectName: 'Contact', salesforcePayload: { LastName: '{{ LastName }}', Email: '{{ Email }}' } },
        },
      ],
      { connections: { crm: { connector: 'salesforce' } } },
    );
    const input = '[{"LastName":"Ada","Email":"ada@example.org"},{"LastName":"Bad","Email":"not an address"}]';
    const { code, out } = await run([file, '--input', '-', '--json'], { input });
    const document = JSON.parse(out) as RunDocument;
    expect(code).toBe(1);
    expect(document.status).toBe('partly_succeeded');
    expect(document.steps[1]).toMatchObject({ in: 2, out: 1, failed: 1, calls: 1 });
    expect(document.error?.code).toBe('RECORDS_FAILED');
  });

  it('exits 130 when it is cancelled', async () => {
    const terminal = createTestTerminal({ workingFolder: folder });
    terminal.interrupt();
    expect(await runOn(terminal, ['run', 'welcome-new-leads.flow.json', '--data', join(folder, 'data')])).toBe(130);
    expect(existsSync(join(folder, 'created-contacts.csv'))).toBe(false);
  });
});

describe('bad input on the command line', () => {
  it.each([
    ['a flow file that isn’t there', ['nowhere.json'], 'COMMAND_WRONG'],
    ['a command that there isn’t', ['--nonsense'], 'COMMAND_WRONG'],
  ])('says what is wrong with %s and exits 2', async (_, words, code) => {
    const outcome = await run(words);
    expect(outcome.code).toBe(2);
    expect(outcome.err).toMatch(new RegExp(`^error ${code}: .+\\n {2}.+\\n {2}.+`));
  });

  it('says where a file stops being JSON', async () => {
    writeFileSync(join(folder, 'broken.json'), '{\n  "format": "millrace.flow/1",\n  "id" "x"\n}');
    expect(await run(['broken.json'])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/FLOW_UNREADABLE.*line 3/),
    });
  });

  it.each([
    ['an unknown step type', [start, { id: 'x', type: 'fliter', name: 'X' }], 'STEP_TYPE_UNKNOWN', 'filter'],
    [
      'an expression with a typo',
      [start, { id: 'x', type: 'filter', name: 'X', settings: { condition: 'lowr(Name) == "a"' } }],
      'EXPRESSION_WRONG',
      'lower',
    ],
  ])('validate names %s with its step, and run refuses it with exit code 2', async (_, steps, code, hint) => {
    const file = writeFlow('wrong', steps);
    const validated = await millrace(['validate', file]);
    expect(validated.code).toBe(2);
    expect(validated.out).toContain(`error ${code} x`);
    expect(validated.out).toContain(hint);
    expect(await run([file])).toMatchObject({ code: 2, err: expect.stringContaining('FLOW_PROBLEMS') });
  });

  it('validate names the steps of a cycle', async () => {
    const step = (id: string) => ({ id, type: 'filter', name: id.toUpperCase(), settings: { condition: 'true' } });
    const file = writeFlow('loop', [start, step('a'), step('b')], {
      edges: [
        { from: 'start', to: 'a' },
        { from: 'a', to: 'b' },
        { from: 'b', to: 'a' },
      ],
    });
    expect((await millrace(['validate', file])).out).toMatch(/FLOW_CYCLE.*A.*B/);
  });

  it('a missing data file fails the run with code, cause and fix, and leaves no output behind', async () => {
    rmSync(join(folder, 'welcome-leads.csv'));
    const { code, out } = await run(['welcome-new-leads.flow.json', '--json']);
    const { error } = JSON.parse(out) as RunDocument;
    expect(code).toBe(1);
    expect(error).toMatchObject({ code: 'FILE_NOT_FOUND', why: expect.any(String), fix: expect.any(String) });
    expect(existsSync(join(folder, 'created-contacts.csv'))).toBe(false);
  });

  it('a ragged row fails the run, naming the row, and the output file stays as it was', async () => {
    writeFileSync(
      join(folder, 'welcome-leads.csv'),
      'FirstName,LastName,Email,Status\nAda,Brook,a@example.org,New\nBasil,Carver\n',
    );
    writeFileSync(join(folder, 'created-contacts.csv'), 'as it was\n');
    const { code, out } = await run(['welcome-new-leads.flow.json', '--json']);
    expect(code).toBe(1);
    expect((JSON.parse(out) as RunDocument).error).toMatchObject({
      code: 'CSV_ROW_RAGGED',
      message: expect.stringContaining('Row 3'),
    });
    expect(readFileSync(join(folder, 'created-contacts.csv'), 'utf8')).toBe('as it was\n');
  });

  it('R20 exits 3 naming the owner when the data folder is in use', async () => {
    const data = join(folder, 'data');
    mkdirSync(data);
    const lock = lockStore(data, 'millrace serve');
    try {
      const { code, err } = await run(['welcome-new-leads.flow.json']);
      expect(code).toBe(3);
      expect(err).toContain(`in use by millrace serve (process ${process.pid})`);
    } finally {
      lock.release();
    }
  });

  it('prints the error as an object with --json', async () => {
    const { out } = await run(['nowhere.json', '--json']);
    expect(JSON.parse(out)).toMatchObject({
      error: { code: 'COMMAND_WRONG', message: expect.any(String), fix: expect.any(String) },
    });
  });
});

describe('millrace flows and connections', () => {
  const data = () => ['--data', join(folder, 'data')];

  it('a fresh data folder has the sample flow and the practice connection', async () => {
    const flows = JSON.parse((await millrace(['flows', 'list', '--json', ...data()])).out) as { name: string }[];
    expect(flows.map(({ name }) => name)).toEqual(['Welcome new leads']);
    const connections = JSON.parse((await millrace(['connections', 'list', '--json', ...data()])).out) as {
      name: string;
      usedBy: unknown[];
    }[];
    expect(connections).toMatchObject([
      { name: 'Practice CRM', environment: 'practice', usedBy: [{ name: 'Welcome new leads' }] },
    ]);
  });

  it('exports what it imported, byte for byte', async () => {
    const original = readFileSync(join(examples, 'welcome-new-leads.flow.json'), 'utf8').replace(
      'Welcome new leads',
      'Other leads',
    );
    writeFileSync(join(folder, 'other.flow.json'), original.replace('5f0c1f0e', '6f0c1f0e'));
    expect((await millrace(['flows', 'import', 'other.flow.json', ...data()])).code).toBe(0);
    const { out } = await millrace(['flows', 'export', 'Other leads', ...data()]);
    expect(out).toBe(original.replace('5f0c1f0e', '6f0c1f0e'));
  });

  it('leaves pinned data out of an export, and says so, unless it is asked for', async () => {
    const pinned = { leads: [{ Name: 'Ada' }] };
    const original = JSON.parse(readFileSync(join(examples, 'welcome-new-leads.flow.json'), 'utf8'));
    writeFileSync(
      join(folder, 'pinned.flow.json'),
      JSON.stringify({ ...original, id: 'pinned', name: 'Pinned', pinned }),
    );
    expect((await millrace(['flows', 'import', 'pinned.flow.json', ...data()])).code).toBe(0);
    const { out, err } = await millrace(['flows', 'export', 'Pinned', ...data()]);
    expect(JSON.parse(out)).not.toHaveProperty('pinned');
    expect(err).toContain('Pinned data is left out');
    const whole = await millrace(['flows', 'export', 'Pinned', '--pinned', ...data()]);
    expect(JSON.parse(whole.out)).toMatchObject({ pinned });
  });

  it('tests the practice connection by signing in', async () => {
    const { code, out } = await millrace(['connections', 'test', 'Practice CRM', ...data()]);
    expect(code).toBe(0);
    expect(out).toMatch(/^Practice CRM: .*Signed in as .+ at .+ \(API .+\)/);
  });

  it('refuses to delete a connection that a flow uses, naming the flow', async () => {
    const { code, err } = await millrace(['connections', 'remove', 'Practice CRM', ...data()]);
    expect(code).toBe(2);
    expect(err).toContain('Welcome new leads');
  });

  it('asks for the passphrase and the secrets of a new connection on a terminal, and for the passphrase again later', async () => {
    const org = await startPracticeOrg();
    try {
      const [user, client] = [org.users[0], org.clients[0]];
      const words = ['connections', 'add', 'Org', '--connector', 'salesforce', '--auth', 'password'];
      const fields = ['environment=practice', `clientId=${client?.clientId}`, `username=${user?.username}`];
      const set = fields.flatMap((field) => ['--set', field]);
      const secrets = [client?.clientSecret, user?.password, user?.securityToken].map(String);
      const slipped = await millrace([...words, ...set, ...data()], { secrets: [...secrets, 'open sesame', 'open'] });
      expect(slipped).toMatchObject({ code: 2, err: expect.stringContaining('The two entries differ.') });
      const answers = [...secrets, 'open sesame', 'open sesame'];
      const added = await millrace([...words, ...set, ...data()], { secrets: answers });
      expect(added).toMatchObject({ code: 0, out: expect.stringContaining('Saved “Org”.') });
      const tested = await millrace(['connections', 'test', 'Org', ...data()], { secrets: ['open sesame'] });
      expect(tested.code).toBe(0);
      const refused = await millrace(['connections', 'test', 'Org', ...data()], { secrets: ['open barley'] });
      expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('The passphrase is wrong.') });
      expect(JSON.stringify([added, tested, refused])).not.toContain(user?.password);
    } finally {
      await org.close();
    }
  });

  it('stores no secret without a key for it, and says how to choose one', async () => {
    const words = [
      'connections',
      'add',
      'Org',
      '--connector',
      'salesforce',
      '--auth',
      'password',
      '--set',
      'environment=practice',
      '--secrets',
      '-',
      ...data(),
    ];
    const refused = await millrace(words, { input: '{"password":"x"}' });
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('MILLRACE_PASSPHRASE');
  });
});

describe('millrace serve', () => {
  it('refuses a role that there is none of, and names those there are', async () => {
    const { code, err } = await millrace(['serve', '--role', 'king']);
    expect(code).toBe(2);
    expect(err).toContain('designer, operator, viewer');
  });
});

describe('millrace --help', () => {
  it('lists the commands', async () => {
    const { code, out } = await millrace(['--help']);
    expect(code).toBe(0);
    for (const command of ['run', 'validate', 'serve', 'practice', 'flows', 'connections'])
      expect(out).toContain(command);
  });
});
