import { describe, expect, it } from 'vitest';
import type { FlowDocument } from '../../shared/flow/document.ts';
import { testFlow, testStep } from './flow-run.fixture.ts';
import { planRun } from './plan.ts';
import { builtInSteps } from './steps/registry.ts';

const call = testStep({ type: 'call', shape: 'map', effect: 'read' }, () => {
  throw new Error('planning prepares nothing');
});
const known = new Map([...builtInSteps, call].map((definition) => [definition.manifest.type, definition]));

function plan(flow: FlowDocument, trigger?: string) {
  return planRun({ flow, definitions: async (type) => known.get(type), ...(trigger ? { trigger } : {}) });
}

const order = async (flow: FlowDocument) => (await plan(flow)).steps.map(({ step }) => step.id);

describe('planning a run', () => {
  //          ┌─ a ─┐
  // start ───┤     ├── c       lonely
  //          └─ b ─┘
  it('puts the steps that the trigger reaches in an order in which each follows what feeds it', async () => {
    const flow = testFlow(
      [
        { id: 'c', type: 'limit' },
        { id: 'lonely', type: 'no.such.type' },
        { id: 'b', type: 'filter' },
        { id: 'a', type: 'filter' },
        { id: 'start', type: 'manual' },
      ],
      [
        { from: 'start', to: 'a' },
        { from: 'start', to: 'b' },
        { from: 'a', to: 'c' },
        { from: 'b', to: 'c' },
      ],
    );
    expect(await order(flow)).toEqual(['start', 'b', 'a', 'c']);
  });

  // start ── one ── two ──┬── call ── three
  //                       └── four
  it('fuses a chain of pure steps with its branches, and begins anew after a step that calls out', async () => {
    const flow = testFlow(
      [
        { id: 'start', type: 'manual' },
        { id: 'one', type: 'map_fields' },
        { id: 'two', type: 'if' },
        { id: 'call', type: 'call' },
        { id: 'three', type: 'limit' },
        { id: 'four', type: 'limit' },
      ],
      [
        { from: 'start', to: 'one' },
        { from: 'one', to: 'two' },
        { from: 'two', port: 'true', to: 'call' },
        { from: 'two', port: 'false', to: 'four' },
        { from: 'call', to: 'three' },
      ],
    );
    const { groups, steps } = await plan(flow);
    const names = groups.map((group) => group.map((index) => steps[index]?.step.id));
    expect(names).toEqual([['one', 'two', 'four'], ['three']]);
  });

  it('finds the ports that lines name, the first one where they name none', async () => {
    const flow = testFlow(
      [
        { id: 'start', type: 'manual' },
        { id: 'which', type: 'if', onError: 'port' },
        { id: 'first', type: 'limit' },
        { id: 'second', type: 'limit' },
        { id: 'failed', type: 'limit' },
      ],
      [
        { from: 'start', to: 'which' },
        { from: 'which', to: 'first' },
        { from: 'which', port: 'false', to: 'second' },
        { from: 'which', port: 'error', to: 'failed' },
      ],
    );
    const { steps } = await plan(flow);
    expect(steps[1]?.ports).toEqual(['true', 'false', 'error']);
    expect(steps[1]?.edges.map((edges) => edges.map(({ to }) => steps[to]?.step.id))).toEqual([
      ['first'],
      ['second'],
      ['failed'],
    ]);
  });

  it('starts with the trigger that is asked for, else with the first that is enabled', async () => {
    const flow = testFlow(
      [
        { id: 'off', type: 'manual', disabled: true },
        { id: 'first', type: 'manual' },
        { id: 'second', type: 'manual' },
      ],
      [],
    );
    expect((await plan(flow)).trigger.id).toBe('first');
    expect((await plan(flow, 'second')).trigger.id).toBe('second');
  });

  it('takes an error port that no line leaves as leaving records out', async () => {
    const flow = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'call', type: 'call', onError: 'port' },
    ]);
    expect((await plan(flow)).steps[1]?.policy).toBe('skip');
  });

  it('plans 5,000 steps in a row', async () => {
    const steps = Array.from({ length: 5_000 }, (_, index) => ({ id: `s${index}`, type: index ? 'limit' : 'manual' }));
    const { groups } = await plan(testFlow(steps));
    expect(groups.map(({ length }) => length)).toEqual([4_999]);
  });

  it.each([
    ['TRIGGER_MISSING', testFlow([{ id: 'a', type: 'limit' }])],
    ['STEP_TYPE_UNKNOWN', testFlow([{ id: 'a', type: 'salesforc.query' }])],
    [
      'STEP_TYPE_UNKNOWN',
      testFlow([
        { id: 'start', type: 'manual' },
        { id: 'a', type: 'fliter' },
      ]),
    ],
    [
      'TRIGGER_HAS_INPUT',
      testFlow([
        { id: 'start', type: 'manual' },
        { id: 'again', type: 'manual' },
      ]),
    ],
    ['EDGE_STEP_UNKNOWN', testFlow([{ id: 'start', type: 'manual' }], [{ from: 'start', to: 'gone' }])],
    [
      'EDGE_PORT_UNKNOWN',
      testFlow(
        [
          { id: 'start', type: 'manual' },
          { id: 'a', type: 'limit' },
        ],
        [{ from: 'start', port: 'kept', to: 'a' }],
      ),
    ],
    [
      'EDGE_PORT_UNKNOWN',
      testFlow(
        [
          { id: 'start', type: 'manual' },
          { id: 'a', type: 'limit' },
        ],
        [{ from: 'start', to: 'a', toPort: 'left' }],
      ),
    ],
    [
      'FLOW_CYCLE',
      testFlow(
        [
          { id: 'start', type: 'manual' },
          { id: 'a', type: 'limit' },
          { id: 'b', type: 'limit' },
        ],
        [
          { from: 'start', to: 'a' },
          { from: 'a', to: 'b' },
          { from: 'b', to: 'a' },
        ],
      ),
    ],
  ])('refuses with %s a flow that can’t run', async (code, flow) => {
    await expect(plan(flow)).rejects.toMatchObject({ code });
  });
});
