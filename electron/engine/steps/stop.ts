import type { FieldManifest, StepManifest } from '../../../shared/connector/manifest.ts';
import { compileTemplate } from '../../../shared/expression/index.ts';
import type { StepDefinition } from '../../ports/step.ts';
import { compileSetting, readChoice, readText } from './settings.ts';

const status: FieldManifest = {
  key: 'status',
  label: 'End the run as',
  control: 'choice',
  default: 'succeeded',
  options: [
    { value: 'succeeded', label: 'Succeeded' },
    { value: 'failed', label: 'Failed' },
  ],
};

const message: FieldManifest = {
  key: 'message',
  label: 'Message',
  control: 'value',
  expects: 'text',
  default: '',
  help: 'Shown with the run. It may use fields of the record that ended it.',
};

const manifest: StepManifest = {
  type: 'stop',
  label: 'Stop',
  description: 'Ends the run when a record reaches it.',
  category: 'logic',
  icon: 'circle-stop',
  keywords: ['end', 'exit', 'abort', 'fail', 'error', 'throw', 'halt', 'finish', 'terminate'],
  shape: 'map',
  trigger: false,
  pure: true,
  effect: 'none',
  inputs: [{ name: 'in', label: 'Records' }],
  outputs: [],
  fields: [status, message],
  summary: 'Ends the run: {status}',
};

/** Ends the run with the first record that reaches it; those that come with it or after it end here. */
export const stop: StepDefinition = {
  manifest,
  prepare({ settings, parameterNames, endRun }) {
    const ending = readChoice(settings, status, ['succeeded', 'failed']);
    const text = readText(settings, message);
    const { evaluate } = compileSetting(message.key, () => compileTemplate(text, { parameters: parameterNames }));
    let ended = false;
    return {
      shape: 'map',
      pure: true,
      apply(_record, scope) {
        if (ended) return;
        const value = evaluate(scope);
        ended = true;
        endRun({
          status: ending,
          message: typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value),
        });
      },
      exhausted: () => ended,
    };
  },
};
