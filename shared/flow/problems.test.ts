import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../json/json.ts';
import type { FlowDocument, FlowStep } from './document.ts';
import { catalog, welcomeNewLeads } from './flow.fixture.ts';
import { anyFlow } from './flow-arbitrary.fixture.ts';
import { findProblems, type ProblemOptions, problemsThatStop } from './problems.ts';
import { readFlow } from './read-flow.ts';

/** Problems as `severity CODE step field`, in one line each. */
function check(flow: Partial<FlowDocument>, options?: ProblemOptions): string[] {
  return findProblems({ ...welcomeNewLeads, ...flow }, catalog, options).map(({ severity, code, step, field }) =>
    [severity, code, step, field].filter((part) => part !== undefined).join(' '),
  );
}

/** The example with one step changed. */
function change(id: string, part: Partial<FlowStep>): Partial<FlowDocument> {
  return { steps: welcomeNewLeads.steps.map((step) => (step.id === id ? { ...step, ...part } : step)) };
}

/** The example with one more step at its end. */
function add(step: FlowStep): Partial<FlowDocument> {
  return {
    steps: [...welcomeNewLeads.steps, step],
    edges: [...welcomeNewLeads.edges, { from: 'contact', to: step.id }],
  };
}

const request = (settings: Record<string, Json>): FlowStep => ({
  id: 'call',
  type: 'http.request',
  name: 'Call',
  settings: { url: 'https://example.com', ...settings },
});

describe('the problems of a flow', () => {
  it('are none for the example of the format', () => {
    expect(check({})).toEqual([]);
  });

  it('name a type that isn’t there and the one that was meant', () => {
    const [problem] = findProblems({ ...welcomeNewLeads, ...change('new_only', { type: 'fliter' }) }, catalog);
    expect(problem).toMatchObject({ code: 'STEP_TYPE_UNKNOWN', step: 'new_only', fix: 'Did you mean “filter”?' });
  });

  it('name ids that expressions can’t reach and ids that stand twice', () => {
    expect(check({ steps: [{ id: 'Run now', type: 'manual', name: '' }], edges: [] })).toEqual([
      'error STEP_ID_WRONG Run now',
    ]);
    const twice = [...welcomeNewLeads.steps, { id: 'start', type: 'manual', name: 'Again' }];
    expect(check({ steps: twice })).toEqual(['error STEP_ID_WRONG start']);
  });

  it('name required settings that are missing or blank', () => {
    expect(check(change('leads', { settings: {} }))).toEqual(['error SETTING_REQUIRED leads path']);
    expect(check(change('leads', { settings: { path: '  ' } }))).toEqual(['error SETTING_REQUIRED leads path']);
  });

  it('ask for a setting only while it is shown', () => {
    expect(check(change('leads', { settings: { path: 'a', format: 'json' } }))).toEqual([]);
    expect(check(change('leads', { settings: { path: 'a', format: 'csv' } }))).toEqual([
      'error SETTING_REQUIRED leads separator',
    ]);
  });

  it.each([
    ['a text where a path should be', 'files.read', { path: 3 }, 'path'],
    ['a choice that isn’t offered', 'files.read', { path: 'a', format: 'doc' }, 'format'],
    ['a condition that is no text', 'filter', { condition: true }, 'condition'],
    ['a number below its minimum', 'limit', { count: 1, skip: -1 }, 'skip'],
    ['a path that no system takes', 'files.read', { path: 'x'.repeat(4_097) }, 'path'],
    ['a number that should be whole', 'limit', { count: 1, skip: 1.5 }, 'skip'],
    ['a number too large to be exact', 'limit', { count: 1, skip: 1e20 }, 'skip'],
    ['a written number below its minimum', 'limit', { count: '-1' }, 'count'],
    ['a number that is text', 'limit', { count: 1, skip: '1' }, 'skip'],
    ['a literal of the wrong type', 'limit', { count: [1] }, 'count'],
    ['a list that should hold fields', 'map_fields', { fields: 'a' }, 'fields'],
    ['a field without a name', 'map_fields', { fields: [{ value: 1 }] }, 'fields.0.name'],
    ['a field that stands twice', 'map_fields', { fields: [{ name: 'a' }, { name: 'a' }] }, 'fields.1.name'],
    ['a header that can’t be sent', 'http.request', { url: 'x', headers: { 'a b': 'c' } }, 'headers.a b'],
  ])('name %s', (_, type, settings, field) => {
    expect(check(change('leads', { type, settings }))).toContain(`error SETTING_WRONG leads ${field}`);
  });

  it('ask for one of two settings that stand for each other, never both', () => {
    const fields = [
      { key: 'seconds', label: 'Seconds', control: 'value' as const },
      { key: 'until', label: 'Or until', control: 'value' as const, insteadOf: 'seconds' },
    ];
    const steps = catalog.steps.map((manifest) => (manifest.type === 'limit' ? { ...manifest, fields } : manifest));
    const found = (settings: Record<string, Json>) =>
      findProblems({ ...welcomeNewLeads, ...change('leads', { type: 'limit', settings }) }, { ...catalog, steps })
        .filter(({ code }) => code.startsWith('SETTING'))
        .map(({ code, field }) => `${code} ${field}`);
    expect(found({})).toEqual(['SETTING_REQUIRED seconds']);
    expect(found({ seconds: '1', until: '2027-01-31' })).toEqual(['SETTING_WRONG until']);
    expect(found({ until: '2027-01-31' })).toEqual([]);
  });

  it('name the place of an expression that can’t be understood, with its position', () => {
    const settings = { SObjectName: 'Contact', salesforcePayload: { Email: '{{ lower(Email }}', LastName: '{{ x }}' } };
    const [problem] = findProblems({ ...welcomeNewLeads, ...change('contact', { settings }) }, catalog);
    expect(problem).toMatchObject({
      code: 'EXPRESSION_WRONG',
      step: 'contact',
      field: 'salesforcePayload.Email',
      data: { cause: 'EXPRESSION_SYNTAX' },
    });
    expect(problem?.why).toContain('position');
  });

  it.each([
    ['filter', { condition: 'Amount >' }, 'condition'],
    [
      'map_fields',
      {
        fields: [
          { name: 'ok', value: '{{ 1 }}' },
          { name: 'bad', value: '{{ uper(x) }}' },
        ],
      },
      'fields.1.value',
    ],
    ['http.request', { url: '{{ }}' }, 'url'],
    ['http.request', { url: 'x', body: { list: [1, { deep: '{{ ( }}' }] } }, 'body.list.1.deep'],
  ])('find faulty expressions in every kind of field: %s', (type, settings, field) => {
    expect(check(change('leads', { type, settings: (settings as FlowStep['settings']) ?? {} }))).toContain(
      `error EXPRESSION_WRONG leads ${field}`,
    );
  });

  it('name steps without the connection they need, unless it may be left out', () => {
    expect(check(change('contact', { connection: '' }))).toEqual(['error CONNECTION_REQUIRED contact connection']);
    expect(check(add(request({})))).toEqual([]);
  });

  it('name slots that the flow lacks and slots for another system', () => {
    expect(check(change('contact', { connection: 'erp' }))).toEqual([
      'error CONNECTION_SLOT_UNKNOWN contact connection',
    ]);
    expect(check(change('contact', { connection: 'constructor' }))).toEqual([
      'error CONNECTION_SLOT_UNKNOWN contact connection',
    ]);
    expect(check({ connections: { crm: { connector: 'http' } } })).toEqual([
      'error CONNECTION_KIND_WRONG contact connection',
    ]);
  });

  it('warn of a slot that nothing fills, where it is known what fills them', () => {
    expect(check({}, { bindings: {} })).toEqual(['warning CONNECTION_REQUIRED contact connection']);
    expect(check({}, { bindings: { crm: 'c1' } })).toEqual([]);
  });

  it('name lines to steps and ports that aren’t there', () => {
    expect(check({ edges: [...welcomeNewLeads.edges, { from: 'contact', to: 'gone' }] })).toEqual([
      'error EDGE_STEP_UNKNOWN contact',
    ]);
    expect(check({ edges: [...welcomeNewLeads.edges, { from: 'new_only', port: 'Kept', to: 'contact' }] })).toEqual([
      'error EDGE_PORT_UNKNOWN new_only',
    ]);
    expect(check({ edges: [...welcomeNewLeads.edges, { from: 'leads', to: 'contact', toPort: 'left' }] })).toEqual([
      'error EDGE_PORT_UNKNOWN contact',
    ]);
  });

  it('know the error port only of a step that sends its failed records there', () => {
    const edges = [...welcomeNewLeads.edges, { from: 'contact', port: 'error', to: 'call' }];
    const steps = [...welcomeNewLeads.steps, request({})];
    expect(check({ steps, edges })).toEqual([]);
    const stopping = steps.map((step) => (step.id === 'contact' ? { ...step, onError: 'stop' as const } : step));
    expect(check({ steps: stopping, edges })).toContain('error EDGE_PORT_UNKNOWN contact');
  });

  it('warn of a line that stands twice, its defaults written out or not', () => {
    expect(
      check({ edges: [...welcomeNewLeads.edges, { from: 'leads', port: 'out', to: 'new_only', toPort: 'in' }] }),
    ).toEqual(['warning EDGE_TWICE new_only']);
  });

  it('name the steps of a loop', () => {
    const edges = [...welcomeNewLeads.edges, { from: 'contact', to: 'leads' }];
    const [problem] = findProblems({ ...welcomeNewLeads, edges }, catalog);
    expect(problem?.message).toBe('The steps “Get leads”, “Only new” and “Create contact” make a loop.');
    expect(problem?.data.ids).toEqual(['leads', 'new_only', 'contact']);
  });

  it('name a flow that nothing starts, a trigger that is led to, and a step that is never reached', () => {
    expect(check({ steps: [], edges: [] })).toEqual(['error TRIGGER_MISSING']);
    expect(check({ edges: [...welcomeNewLeads.edges, { from: 'leads', to: 'start' }] })).toContain(
      'error TRIGGER_HAS_INPUT start',
    );
    expect(check({ steps: [...welcomeNewLeads.steps, request({})] })).toEqual(['warning STEP_NOT_CONNECTED call']);
  });

  it('warn where the records’ fields hide a parameter', () => {
    expect(check({ parameters: [{ name: 'contact', type: 'text' }] })).toEqual([
      'warning FIELD_HIDES_PARAMETER contact',
    ]);
    const form = change('start', { settings: { fields: [{ name: 'min_amount', type: 'number' }] } });
    expect(check(form)).toEqual(['warning FIELD_HIDES_PARAMETER start']);
  });

  it.each(['Authorization', 'X-Api-Key', 'x-auth-token', 'Client-Secret', 'Cookie'])(
    'S16 warn of a secret written into the header %s',
    (name) => {
      expect(check(add(request({ headers: { [name]: 'Bearer 7f3a' } })))).toEqual([
        `warning SECRET_IN_FLOW call headers.${name}`,
      ]);
      expect(check(add(request({ headers: { [name]: 'Bearer {{ token }}', Accept: 'text/plain' } })))).toEqual([]);
    },
  );

  it('don’t look into a disabled step’s settings', () => {
    expect(check(change('leads', { settings: {}, disabled: true }))).toEqual([]);
  });

  it('stop a run only where it would pass', () => {
    const flow = { ...welcomeNewLeads, steps: [...welcomeNewLeads.steps, { ...request({}), settings: {} }] };
    const problems = findProblems(flow, catalog);
    expect(problems.map(({ code }) => code)).toEqual(['SETTING_REQUIRED', 'STEP_NOT_CONNECTED']);
    expect(problemsThatStop(problems, flow, catalog)).toEqual([]);
    const broken = { ...welcomeNewLeads, ...change('leads', { settings: {} }) };
    expect(problemsThatStop(findProblems(broken, catalog), broken, catalog)).toHaveLength(1);
  });

  it('are found without throwing in any flow that can be read', () => {
    fc.assert(
      fc.property(anyFlow, (flow) => {
        const problems = findProblems(readFlow(flow), catalog);
        expect(problems.every(({ message, fix }) => message !== '' && fix !== '')).toBe(true);
      }),
    );
  });
});
