import type { Completion, CompletionContext, CompletionResult, CompletionSource } from '@codemirror/autocomplete';
import { functionLibrary } from '../../shared/expression/index.ts';
import { isInFormula } from './pills.ts';

/** A field that can be inserted: its expression, what it is called, and its sample value as text. */
export type FieldOption = { expression: string; label: string; group: string; sample: string };

const functions: Completion[] = functionLibrary.map(({ name, label, summary, parameters }) => ({
  label: name,
  detail: `(${parameters.map((parameter) => parameter.name).join(', ')})`,
  info: `${label}. ${summary}`,
  type: 'function',
  apply: (view, _completion, from, to) => {
    const insert = `${name}()`;
    view.dispatch({ changes: { from, to, insert }, selection: { anchor: from + insert.length - 1 } });
  },
}));

/**
 * What completes a field’s text. `fields` is asked each time. In a formula: names and functions; in a template: the
 * fields after `/` or Alt+↓, each inserted as a pill.
 */
export function completionSource(
  mode: 'template' | 'expression',
  fields: () => readonly FieldOption[],
): CompletionSource {
  return (context) =>
    mode === 'expression' || isInFormula(context.state)
      ? completeName(context, fields())
      : completeField(context, fields());
}

function completeName(context: CompletionContext, fields: readonly FieldOption[]): CompletionResult | null {
  const word = context.matchBefore(/[A-Za-z_][\w.]*$/);
  if (!word && !context.explicit) return null;
  const names = fields.map(({ expression, label, group, sample }) => ({
    label: expression,
    displayLabel: label,
    detail: sample === '' ? group : `${group} · ${sample}`,
    type: 'variable',
    boost: 1,
  }));
  return { from: word?.from ?? context.pos, options: [...names, ...functions], validFor: /^[\w.]*$/ };
}

function completeField(context: CompletionContext, fields: readonly FieldOption[]): CompletionResult | null {
  const slash = context.matchBefore(/(?:^|\s)\/[\w ]*$/);
  if (!slash && !context.explicit) return null;
  const from = slash ? slash.from + slash.text.indexOf('/') : context.pos;
  const query = slash ? slash.text.slice(slash.text.indexOf('/') + 1).toLowerCase() : '';
  const found = fields.filter(({ label, group }) => `${group} ${label}`.toLowerCase().includes(query));
  return {
    from,
    filter: false,
    options: found.map(({ expression, label, group, sample }) => ({
      label: expression,
      displayLabel: label,
      detail: sample === '' ? group : `${group} · ${sample}`,
      type: 'variable',
      apply: `{{ ${expression} }}`,
    })),
  };
}
