import type { FieldManifest, StepManifest } from '../../../shared/connector/manifest.ts';
import { compileCondition, type EvaluationScope } from '../../../shared/expression/index.ts';
import { findOutputNameFaults } from '../../../shared/flow/ports.ts';
import type { StepDefinition } from '../../ports/step.ts';
import { compileSetting, readItemText, readList, refuseSetting } from './settings.ts';

const name: FieldManifest = {
  key: 'name',
  label: 'Name',
  control: 'text',
  required: true,
  placeholder: 'Large',
};

const condition: FieldManifest = {
  key: 'condition',
  label: 'Condition',
  control: 'condition',
  required: true,
  placeholder: 'Amount >= 10000',
};

const cases: FieldManifest = {
  key: 'cases',
  label: 'Cases',
  control: 'list',
  required: true,
  help: 'Each case is an output. A record leaves by the first whose condition is true, else by “Otherwise”.',
  items: [name, condition],
  itemLabel: 'case',
};

const manifest: StepManifest = {
  type: 'switch',
  label: 'Switch',
  description: 'Sends each record to the first case that it matches.',
  category: 'logic',
  icon: 'git-fork',
  keywords: ['case', 'branch', 'route', 'decide', 'condition', 'choose', 'many', 'else', 'router', 'gateway'],
  shape: 'map',
  trigger: false,
  pure: true,
  effect: 'none',
  inputs: [{ name: 'in', label: 'Records' }],
  outputs: [{ name: 'otherwise', label: 'Otherwise' }],
  outputsFrom: { field: cases.key, name: name.key },
  fields: [cases],
  summary: '{cases}',
  sample: { Name: 'Fjord Bank', Amount: 12_000 },
};

/** Hands each record to one port: that of the first case whose condition is true, or `otherwise`, the last. */
export const switchStep: StepDefinition = {
  manifest,
  prepare({ settings, parameterNames }) {
    const entries = readList(settings, cases);
    for (const entry of entries) readItemText(entry, cases, name);
    for (const { at, detail } of findOutputNameFaults({ settings }, manifest)) {
      refuseSetting(cases, detail, `${cases.key}.${at}.${name.key}`);
    }
    const tests = entries.map((entry): ((scope: EvaluationScope) => boolean) => {
      const source = readItemText(entry, cases, condition);
      const compile = () => compileCondition(source, { parameters: parameterNames });
      return compileSetting(`${entry.path}.${condition.key}`, compile).evaluate;
    });
    return {
      shape: 'map',
      pure: true,
      apply(record, scope, emit) {
        const place = tests.findIndex((test) => test(scope));
        emit(place < 0 ? tests.length : place, record);
      },
    };
  },
};
