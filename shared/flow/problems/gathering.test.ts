import { describe, expect, it } from 'vitest';
import type { StepManifest } from '../../connector/manifest.ts';
import { FLOW_FORMAT, type FlowDocument, type FlowStep } from '../document.ts';
import { findProblems } from '../problems.ts';

const manifest = (type: string, more: Partial<StepManifest> = {}): StepManifest => ({
  type,
  label: type,
  description: '',
  category: 'logic',
  icon: 'box',
  keywords: [],
  shape: 'map',
  trigger: false,
  pure: true,
  effect: 'none',
  inputs: [{ name: 'in', label: 'In' }],
  outputs: [{ name: 'out', label: 'Out' }],
  fields: [],
  summary: '',
  ...more,
});

const catalog = {
  steps: [
    manifest('start', { trigger: true, inputs: [] }),
    manifest('split', { splits: true }),
    manifest('pass'),
    manifest('gather', { gathers: 'origin', fields: [{ key: 'origin', label: 'Origin', control: 'text' }] }),
  ],
  connectors: [],
};

/** Problems of a flow of steps one after another: start, the steps between, and one that gathers `origin`. */
function check(between: (Partial<FlowStep> & { id: string; type: string })[], origin: string, after: FlowStep[] = []) {
  const steps = [
    { id: 'start', type: 'start' },
    ...between,
    { id: 'list', type: 'gather', settings: { origin } },
    ...after,
  ];
  const flow: FlowDocument = {
    format: FLOW_FORMAT,
    id: 'f',
    name: 'F',
    steps: steps.map((step) => ({ name: step.id, ...step })),
    edges: steps.slice(1).map(({ id }, index) => ({ from: steps[index]?.id ?? '', to: id })),
  };
  return findProblems(flow, catalog).map(({ code, step, field, message, fix }) => ({
    code,
    step,
    field,
    message,
    fix,
  }));
}

describe('gathering', () => {
  it('has no problem behind the step that splits, however far, and with all', () => {
    expect(
      check(
        [
          { id: 'lines', type: 'split' },
          { id: 'more', type: 'pass' },
        ],
        'lines',
      ),
    ).toEqual([]);
    expect(check([], 'all')).toEqual([]);
  });

  it('says that there is no such step, and which one may be meant', () => {
    expect(check([{ id: 'lines', type: 'split' }], 'line')).toEqual([
      {
        code: 'SETTING_WRONG',
        step: 'list',
        field: 'origin',
        message: 'Origin: there is no step “line”.',
        fix: 'Did you mean “lines”?',
      },
    ]);
  });

  it('says what else is wrong with the step that is named', () => {
    expect(check([{ id: 'some', type: 'pass' }], 'some')).toMatchObject([
      { message: 'Origin: “some” doesn’t split records.', fix: 'Put a “For each” before this step, or gather all.' },
    ]);
    expect(check([{ id: 'lines', type: 'split', disabled: true }], 'lines')).toMatchObject([
      { message: 'Origin: “lines” is switched off.' },
    ]);
    expect(
      check([{ id: 'first', type: 'split' }], 'later', [{ id: 'later', type: 'split', name: 'Later' }]),
    ).toMatchObject([{ message: 'Origin: “Later” doesn’t lead to this step.', fix: 'Name one of first, or all.' }]);
  });
});
