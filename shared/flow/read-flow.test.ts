import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MillraceError } from '../errors/index.ts';
import { welcomeNewLeads } from './flow.fixture.ts';
import { parseFlow, readFlow } from './read-flow.ts';

function errorOf(work: () => unknown): MillraceError {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof MillraceError) return thrown;
    throw thrown;
  }
  throw new Error('nothing was thrown');
}

const withPart = (part: object): string => JSON.stringify({ ...welcomeNewLeads, ...part });

describe('reading a flow', () => {
  it('gives the document as it was written', () => {
    expect(parseFlow(JSON.stringify(welcomeNewLeads))).toEqual(welcomeNewLeads);
  });

  it('passes over a byte order mark', () => {
    expect(parseFlow(`\uFEFF${JSON.stringify(welcomeNewLeads)}`).name).toBe('Welcome new leads');
  });

  it('tells line and column where a text stops being JSON', () => {
    const error = errorOf(() => parseFlow('{\n  "format": "millrace.flow/1",\n  "name" "x"\n}'));
    expect(error.code).toBe('FLOW_UNREADABLE');
    expect(error.message).toBe('This file isn’t a flow: line 3, column 10: “:” is expected.');
  });

  it.each([
    ['an empty file', '', 'FLOW_UNREADABLE', 'the text ends too early'],
    ['a list', '[]', 'FLOW_INVALID', 'it should be an object'],
    ['another document', '{"hello": 1}', 'FLOW_INVALID', 'format should be “millrace.flow/1”'],
    ['another format', '{"format": "other/1"}', 'FLOW_INVALID', 'format should be “millrace.flow/1”'],
    ['a format of the past that never was', '{"format": "millrace.flow/0"}', 'FLOW_INVALID', 'format should be'],
    ['no steps', withPart({ steps: undefined }), 'FLOW_INVALID', 'steps should be a list'],
    ['a wrong list', withPart({ edges: {} }), 'FLOW_INVALID', 'edges should be a list'],
    [
      'a step without a name',
      withPart({ steps: [{ id: 'a', type: 'x' }] }),
      'FLOW_INVALID',
      'step 1 (“a”): name should be text',
    ],
    [
      'a wrong choice',
      withPart({ steps: [{ id: 'a', type: 'x', name: '', onError: 'ignore' }] }),
      'FLOW_INVALID',
      'step 1 (“a”): onError should be “stop” or “skip” or “port”',
    ],
    [
      'settings that are a list',
      withPart({ steps: [{ id: 'a', type: 'x', name: '', settings: [] }] }),
      'FLOW_INVALID',
      'step 1 (“a”): settings should be an object',
    ],
    ['a line without an end', withPart({ edges: [{ from: 'a' }] }), 'FLOW_INVALID', 'line 1: to should be text'],
    ['a wrong place', withPart({ layout: { steps: { a: [1] } } }), 'FLOW_INVALID', 'layout.steps.a'],
    [
      'a wrong type of parameter',
      withPart({ parameters: [{ name: 'p', type: 'int' }] }),
      'FLOW_INVALID',
      'parameter 1 (“p”): type should be',
    ],
  ])('refuses %s, saying where', (_, text, code, detail) => {
    const error = errorOf(() => parseFlow(text));
    expect(error.code).toBe(code);
    expect(error.message).toContain(detail);
  });

  it('refuses a newer format by its name, whatever else it holds', () => {
    const error = errorOf(() => parseFlow('{"format": "millrace.flow/2", "steps": "now a text"}'));
    expect(error.code).toBe('FLOW_FORMAT_NEWER');
    expect(error.why).toContain('millrace.flow/2');
  });

  it('S26 takes __proto__ and its like for plain data and changes no prototype', () => {
    const before = [Object, Array, String, Number, Function].map((type) => Object.getOwnPropertyNames(type.prototype));
    fc.assert(
      fc.property(fc.constantFrom('__proto__', 'constructor', 'prototype'), fc.jsonValue(), (name, value) => {
        const hostile = `{${JSON.stringify(name)}: ${JSON.stringify(value)}, "polluted": true}`;
        const text = `{"format":"millrace.flow/1","id":"","name":"",${JSON.stringify(name)}:${hostile},
          "connections":{${JSON.stringify(name)}:{"connector":"x",${JSON.stringify(name)}:${hostile}}},
          "steps":[{"id":${JSON.stringify(name)},"type":"x","name":"","settings":{${JSON.stringify(name)}:${hostile}}}],
          "edges":[],"layout":{"steps":{${JSON.stringify(name)}:[0,0]}}}`;
        const flow = parseFlow(text);
        expect(Object.keys(flow.steps[0]?.settings ?? {})).toEqual([name]);
        expect(Object.getPrototypeOf(flow)).toBe(Object.prototype);
        expect('polluted' in {}).toBe(false);
      }),
    );
    expect([Object, Array, String, Number, Function].map((type) => Object.getOwnPropertyNames(type.prototype))).toEqual(
      before,
    );
  });

  it('refuses a value that contains itself', () => {
    const loop: Record<string, unknown> = { ...welcomeNewLeads };
    loop.self = loop;
    expect(errorOf(() => readFlow(loop)).code).toBe('FLOW_LIMIT');
  });
});
