import { useEffect, useRef, useState } from 'react';
import type { ErrorPolicy, FlowStep } from '../../shared/flow/document.ts';
import { isEmptySetting, visibleFields } from '../../shared/flow/step-settings.ts';
import { changeErrorPolicy, changeRetry, changeTimeout } from '../commands/change-step.ts';
import { checkNow } from '../stores/check-now.ts';
import { useSession, useView } from '../stores/session.ts';
import { afterPointer } from '../ui/after-pointer.ts';
import { NumberField } from '../ui/number-field.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { ConnectionField } from './connection-field.tsx';
import { FieldControl } from './field-control.tsx';
import styles from './inspector.module.css';

/** The form of a step, made from its manifest. */
export function SettingsTab({ step }: { step: FlowStep }) {
  const session = useSession();
  const { types, view } = session;
  const manifest = types.get(step.type);
  const form = useRef<HTMLDivElement>(null);
  const focusField = useView((state) => state.focusField);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [moreOpen, setMoreOpen] = useState(false);
  const fields = manifest ? visibleFields(manifest, step.settings ?? {}) : [];
  const more = fields.filter(({ group }) => group === 'more');
  const onTouch = (key: string) =>
    afterPointer(() => {
      // The check that follows a change waits a moment; told must be what holds now.
      checkNow(session);
      setTouched((before) => (before.has(key) ? before : new Set([...before, key])));
    });

  useEffect(() => {
    if (focusField === undefined) return;
    const [key] = focusField.split('.');
    if (more.some((field) => field.key === key) && !moreOpen) {
      setMoreOpen(true);
      return;
    }
    const holder = findHolder(form.current, focusField);
    holder?.querySelector<HTMLElement>('input, textarea, [contenteditable=true], button')?.focus();
    view.getState().set({ focusField: undefined });
  }, [focusField, more, moreOpen, view]);

  if (!manifest) {
    return (
      <p className={styles.note}>
        This computer doesn’t know the step type “{step.type}”, so its settings can’t be shown. They are kept as they
        are.
      </p>
    );
  }
  const required = fields.some((field) => field.required) || (manifest.connector && !manifest.connectionOptional);
  const set = more.filter(({ key }) => !isEmptySetting(step.settings?.[key])).length + countPolicies(step);
  return (
    <div className={styles.form} ref={form}>
      {required && <p className={styles.help}>* required</p>}
      {manifest.connector && <ConnectionField step={step} manifest={manifest} />}
      {fields
        .filter(({ group }) => group !== 'more')
        .map((field) => (
          <FieldControl key={field.key} field={field} step={step} touched={touched} onTouch={onTouch} />
        ))}
      {fields.length === 0 && !manifest.connector && <p className={styles.note}>This step needs no settings.</p>}
      <details className={styles.more} open={moreOpen} onToggle={(event) => setMoreOpen(event.currentTarget.open)}>
        <summary>More options{set > 0 ? ` (${set} set)` : ''}</summary>
        {moreOpen && (
          <div className={styles.form}>
            {more.map((field) => (
              <FieldControl key={field.key} field={field} step={step} touched={touched} onTouch={onTouch} />
            ))}
            {!manifest.trigger && <Policies step={step} pure={manifest.pure} />}
          </div>
        )}
      </details>
    </div>
  );
}

function findHolder(form: HTMLElement | null, key: string): HTMLElement | undefined {
  const parts = key.split('.');
  for (let length = parts.length; length > 0; length -= 1) {
    const holder = form?.querySelector<HTMLElement>(
      `[data-testid="field-${CSS.escape(parts.slice(0, length).join('.'))}"]`,
    );
    if (holder) return holder;
  }
  return undefined;
}

function countPolicies({ onError, retry, timeoutSeconds }: FlowStep): number {
  return [onError, retry?.attempts, timeoutSeconds].filter((value) => value !== undefined).length;
}

const policies: { value: ErrorPolicy; label: string; help: string }[] = [
  { value: 'stop', label: 'Stop the run', help: 'The run fails with the first record that fails here.' },
  {
    value: 'skip',
    label: 'Leave the record out',
    help: 'Other records go on; the failed ones are listed with the run.',
  },
  { value: 'port', label: 'Send it out of the error port', help: 'Failed records go to the steps connected there.' },
];

function Policies({ step, pure }: { step: FlowStep; pure: boolean }) {
  const { documents } = useSession();
  const visit = useRef(0);
  const current = () => documents.getState().content.document.steps.find(({ id }) => id === step.id) ?? step;
  const begin = () => {
    visit.current += 1;
  };
  return (
    <>
      <SelectField
        label="If a record fails"
        value={step.onError ?? 'stop'}
        options={policies}
        help={policies.find(({ value }) => value === (step.onError ?? 'stop'))?.help}
        onChange={(policy) =>
          documents.getState().apply(changeErrorPolicy(current(), (policy ?? 'stop') as ErrorPolicy))
        }
      />
      {!pure && (
        <>
          <NumberField
            label="Attempts"
            help="How often a call that failed for a passing reason is made, with growing pauses between."
            value={step.retry?.attempts}
            minimum={1}
            maximum={10}
            placeholder="1"
            onFocus={begin}
            onChange={(attempts) =>
              documents.getState().apply(changeRetry(current(), attempts, `retry-${step.id}-${visit.current}`))
            }
          />
          <NumberField
            label="Time limit in seconds"
            value={step.timeoutSeconds}
            minimum={1}
            placeholder="No limit of its own"
            onFocus={begin}
            onChange={(seconds) =>
              documents.getState().apply(changeTimeout(current(), seconds, `timeout-${step.id}-${visit.current}`))
            }
          />
        </>
      )}
    </>
  );
}
