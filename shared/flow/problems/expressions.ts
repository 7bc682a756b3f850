import type { FieldManifest } from '../../connector/manifest.ts';
import { toMillraceError } from '../../errors/index.ts';
import { type CompileOptions, compileCondition, compileFormula, compileValue } from '../../expression/index.ts';
import { isJsonObject, type Json } from '../../json/json.ts';
import type { FlowProblem } from '../problem.ts';
import { entriesOf, settingOf, visibleFields } from '../step-settings.ts';
import type { Check } from './context.ts';
import { createProblem } from './create-problem.ts';

/** Something to compile: where it stands below the step's settings, how it is read, and what it is. */
type Source = { path: string; kind: 'condition' | 'expression' | 'value'; value: Json };

/** Expressions and templates in the fields that are shown which can't be compiled, each at its place. */
export const checkExpressions: Check = ({ flow, manifests }) => {
  const options: CompileOptions = { parameters: (flow.parameters ?? []).map(({ name }) => name) };
  return flow.steps.flatMap((step): FlowProblem[] => {
    const manifest = manifests.get(step.type);
    if (!manifest || step.disabled) return [];
    const settings = step.settings ?? {};
    return visibleFields(manifest, settings)
      .flatMap((field) => sourcesOf(field, settingOf(field, settings)))
      .flatMap((source) => compile(source, step.id, options));
  });
};

function sourcesOf(field: FieldManifest, value: Json | undefined): Source[] {
  const { key, control } = field;
  if (value === undefined || value === null || value === '') return [];
  switch (control) {
    case 'condition':
    case 'expression':
      return typeof value === 'string' ? [{ path: key, kind: control, value }] : [];
    case 'value':
    case 'longValue':
    case 'json':
      return [{ path: key, kind: 'value', value }];
    case 'values':
    case 'headers':
      if (!isJsonObject(value)) return [];
      return Object.entries(value).map(([name, item]) => ({ path: `${key}.${name}`, kind: 'value', value: item }));
    case 'fieldList':
      if (!Array.isArray(value)) return [];
      return value.flatMap((entry, index): Source[] =>
        isJsonObject(entry) && entry.value !== undefined
          ? [{ path: `${key}.${index}.value`, kind: 'value', value: entry.value }]
          : [],
      );
    case 'list':
      return (entriesOf(field, value) ?? []).flatMap((entry, index) =>
        visibleFields({ fields: field.items ?? [] }, entry)
          .flatMap((item) => sourcesOf(item, settingOf(item, entry)))
          .map((source) => ({ ...source, path: `${key}.${index}.${source.path}` })),
      );
    case 'text':
    case 'longText':
    case 'jsonata':
    case 'number':
    case 'toggle':
    case 'choice':
    case 'file':
    case 'folder':
    case 'form':
    case 'cron':
    case 'timeZone':
    case 'webhookPath':
    case 'webhookSecret':
      return [];
  }
}

function compile({ path, kind, value }: Source, step: string, options: CompileOptions): FlowProblem[] {
  try {
    if (kind === 'value') compileValue(value, options);
    else if (kind === 'condition') compileCondition(String(value), options);
    else compileFormula(String(value), options);
    return [];
  } catch (thrown) {
    const error = toMillraceError(thrown);
    const inner = Array.isArray(error.data.path) ? error.data.path.map(String) : [];
    const field = [path, ...inner].join('.');
    const data = { ...error.data, path: undefined, cause: error.code, detail: error.message, suggestion: error.fix };
    return [createProblem('EXPRESSION_WRONG', { step, field }, data, { why: error.why })];
  }
}
