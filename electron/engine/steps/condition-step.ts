import type { FieldManifest, StepManifest } from '../../../shared/connector/manifest.ts';
import { compileCondition } from '../../../shared/expression/index.ts';
import type { StepDefinition } from '../../ports/step.ts';
import { compileSetting, readText } from './settings.ts';

/** What a step says of itself that sends each record out of one of two ports by a condition. */
export type ConditionManifest = Pick<
  StepManifest,
  'type' | 'label' | 'description' | 'category' | 'icon' | 'keywords'
> & {
  conditionHelp: string;
  whenTrue: { name: string; label: string };
  whenFalse: { name: string; label: string };
};

/** A step with a `condition` and two ports: where it is true, and where it isn't. */
export function conditionStep({ conditionHelp, whenTrue, whenFalse, ...about }: ConditionManifest): StepDefinition {
  const condition: FieldManifest = {
    key: 'condition',
    label: 'Condition',
    control: 'condition',
    required: true,
    help: conditionHelp,
    placeholder: 'Status == "New" && Amount >= 500',
  };
  return {
    manifest: {
      ...about,
      shape: 'map',
      trigger: false,
      pure: true,
      effect: 'none',
      inputs: [{ name: 'in', label: 'Records' }],
      outputs: [whenTrue, whenFalse],
      fields: [condition],
      summary: '{condition}',
    },
    prepare({ settings, parameterNames }) {
      const source = readText(settings, condition);
      const { evaluate } = compileSetting(condition.key, () =>
        compileCondition(source, { parameters: parameterNames }),
      );
      return {
        shape: 'map',
        pure: true,
        apply(record, scope, emit) {
          emit(evaluate(scope) ? 0 : 1, record);
        },
      };
    },
  };
}
