import type { FieldManifest, StepManifest } from '../../../shared/connector/manifest.ts';
import { compileTemplate } from '../../../shared/expression/index.ts';
import { cutText } from '../../../shared/expression/text/cut.ts';
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

/** Characters of a message that are kept. */
const LONGEST_MESSAGE = 1_000;

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
        const written = typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value);
        endRun({ status: ending, message: clip(written) });
      },
      exhausted: () => ended,
    };
  },
};

/** A whole record mapped by mistake mustn't fill the screen of everybody who looks at the run. */
function clip(text: string): string {
  return text.length <= LONGEST_MESSAGE ? text : `${cutText(text, 0, LONGEST_MESSAGE)}…`;
}
