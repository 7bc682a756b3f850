import { useRef } from 'react';
import type { FieldManifest } from '../../shared/connector/manifest.ts';
import { hasExpression } from '../../shared/expression/index.ts';
import type { FlowStep } from '../../shared/flow/document.ts';
import type { Json } from '../../shared/json/json.ts';
import { changeOutputs } from '../commands/change-outputs.ts';
import { changeSetting } from '../commands/change-step.ts';
import { useProblems, useSession, useView } from '../stores/session.ts';
import { NumberField } from '../ui/number-field.tsx';
import { TextArea, TextField } from '../ui/text-field.tsx';
import { Toggle } from '../ui/toggle.tsx';
import { ChoiceControl } from './controls/choice-control.tsx';
import { ConditionControl } from './controls/condition-control.tsx';
import type { ControlProps } from './controls/control-props.ts';
import { CronControl } from './controls/cron-control.tsx';
import { FlowControl } from './controls/flow-control.tsx';
import { FolderControl } from './controls/folder-control.tsx';
import { FormControl } from './controls/form-control.tsx';
import { JsonControl } from './controls/json-control.tsx';
import { JsonataControl } from './controls/jsonata-control.tsx';
import { ListControl } from './controls/list-control.tsx';
import { TimeZoneControl } from './controls/time-zone-control.tsx';
import { FieldListControl, ValuesControl } from './controls/values-control.tsx';
import { WebhookPathControl } from './controls/webhook-control.tsx';
import { WebhookSecretControl } from './controls/webhook-secret-control.tsx';
import { ValueField } from './value-field.tsx';

type Props = { field: FieldManifest; step: FlowStep; touched: ReadonlySet<string>; onTouch(key: string): void };

/** Counts visits to fields, so that typing in one is one entry of the history. */
let visits = 0;

/** One field of a step’s form: its control, bound to the setting, with its problems once they may be told. */
export function FieldControl({ field, step, touched, onTouch }: Props) {
  const { documents, types } = useSession();
  const visit = useRef('');
  const problems = useProblems((all) => all);
  const showErrors = useView((view) => view.showErrors);
  const tells = showErrors || touched.has(field.key);
  const messageAt = (key: string) =>
    tells ? problems.find((problem) => problem.step === step.id && problem.field === key)?.message : undefined;
  const props: ControlProps = {
    field,
    step,
    value: step.settings?.[field.key],
    onChange(value: Json | undefined) {
      if (visit.current === '') visit.current = `visit-${++visits}`;
      const current = documents.getState().content.document.steps.find(({ id }) => id === step.id);
      if (!current) return;
      const outputs = types.get(step.type)?.outputsFrom;
      documents
        .getState()
        .apply(
          outputs?.field === field.key
            ? changeOutputs(current, field, value, outputs.name, visit.current)
            : changeSetting(current, field, value, visit.current),
        );
    },
    onFocus() {
      visit.current = `visit-${++visits}`;
    },
    onBlur() {
      visit.current = '';
      onTouch(field.key);
    },
    error: messageAt(field.key),
    errorAt: (part) => messageAt(`${field.key}.${part}`),
  };
  return (
    <div data-testid={`field-${field.key}`}>
      <Control {...props} />
    </div>
  );
}

function Control(props: ControlProps) {
  const { field, value, onChange, onFocus, onBlur, error } = props;
  const text = typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);
  const frame = { label: field.label, required: field.required, help: field.help, error };
  const events = { onFocus, onBlur };
  const setText = (next: string) => onChange(next === '' ? undefined : next);
  switch (field.control) {
    case 'text':
    case 'file':
      return <TextField {...frame} {...events} value={text} placeholder={placeholderOf(field)} onChange={setText} />;
    case 'longText':
      return <TextArea {...frame} {...events} value={text} placeholder={placeholderOf(field)} onChange={setText} />;
    case 'jsonata':
      return <JsonataControl {...props} />;
    case 'number':
      return (
        <NumberField
          {...frame}
          {...events}
          value={typeof value === 'number' ? value : undefined}
          // Kept as it stands, so that it is a problem of the flow: no run goes on with the number before.
          wrongText={typeof value === 'string' ? value : undefined}
          onWrong={(wrong) => onChange(Number.isFinite(Number(wrong)) ? Number(wrong) : wrong)}
          placeholder={placeholderOf(field)}
          minimum={field.minimum}
          maximum={field.maximum}
          whole={field.whole}
          onChange={onChange}
        />
      );
    case 'folder':
      return <FolderControl {...props} />;
    case 'webhookPath':
      return <WebhookPathControl {...props} />;
    case 'webhookSecret':
      return <WebhookSecretControl {...props} />;
    case 'toggle':
      return (
        <Toggle
          label={field.label}
          help={field.help}
          checked={(value ?? field.default) === true}
          onChange={(checked) => onChange(checked === (field.default ?? false) ? undefined : checked)}
        />
      );
    case 'choice':
      if (field.load === 'flows') return <FlowControl {...props} />;
      return <ChoiceControl {...props} value={value ?? field.default} />;
    case 'value':
    case 'longValue':
      return (
        <ValueField
          {...frame}
          {...events}
          mode="template"
          multiline={field.control === 'longValue'}
          value={text}
          placeholder={placeholderOf(field)}
          onChange={setText}
        />
      );
    case 'expression':
      return (
        <ValueField
          {...frame}
          {...events}
          mode={hasExpression(text) ? 'template' : 'expression'}
          multiline
          value={text}
          placeholder={placeholderOf(field)}
          onChange={setText}
        />
      );
    case 'condition':
      return <ConditionControl {...props} />;
    case 'values':
    case 'headers':
      return <ValuesControl {...props} />;
    case 'fieldList':
      return <FieldListControl {...props} />;
    case 'form':
      return <FormControl {...props} />;
    case 'cron':
      return <CronControl {...props} />;
    case 'timeZone':
      return <TimeZoneControl {...props} />;
    case 'list':
      return <ListControl {...props} renderControl={renderControl} />;
    case 'json':
      return <JsonControl {...props} />;
  }
}

function renderControl(props: ControlProps) {
  return <Control {...props} />;
}

function placeholderOf({ placeholder, default: value }: FieldManifest): string | undefined {
  if (placeholder) return placeholder;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
