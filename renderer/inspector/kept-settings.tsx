import type { FieldManifest } from '../../shared/connector/manifest.ts';
import type { FlowStep } from '../../shared/flow/document.ts';
import { entriesOf, isEmptySetting, visibleFields } from '../../shared/flow/step-settings.ts';
import { isJsonObject, type Json } from '../../shared/json/json.ts';
import { readableCondition } from '../canvas/describe-step.ts';
import { useConnectionOfSlot, useSession, useShownStatus } from '../stores/session.ts';
import { EnvironmentTag } from '../ui/pill.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import styles from './inspector.module.css';

/** A step's settings as facts, for those who may look at a flow but not change it. What isn't set isn't listed. */
export function KeptSettings({ step }: { step: FlowStep }) {
  const { types } = useSession();
  const manifest = types.get(step.type);
  if (!manifest) return <p className={styles.note}>This computer doesn’t know the step type “{step.type}”.</p>;
  const set = visibleFields(manifest, step.settings ?? {})
    .map((field) => ({ field, value: step.settings?.[field.key] ?? field.default }))
    .filter(({ value }) => !isEmptySetting(value));
  const policies = policiesOf(step);
  if (!manifest.connector && set.length + policies.length === 0) {
    return <p className={styles.facts}>Nothing is set for this step.</p>;
  }
  return (
    <dl className={styles.facts} data-testid="kept-settings">
      {manifest.connector && (
        <>
          <dt>Connection</dt>
          <dd>
            <KeptConnection slot={step.connection} />
          </dd>
        </>
      )}
      {set.map(({ field, value }) => (
        <KeptSetting key={field.key} field={field} value={value} />
      ))}
      {policies.map(([term, words]) => (
        <Fact key={term} term={term} words={words} />
      ))}
    </dl>
  );
}

function Fact({ term, words }: { term: string; words: string }) {
  return (
    <>
      <dt>{term}</dt>
      <dd>{words}</dd>
    </>
  );
}

function KeptConnection({ slot }: { slot: string | undefined }) {
  const connection = useConnectionOfSlot(slot);
  const status = useShownStatus(connection);
  if (!connection || !status) return 'None chosen';
  return (
    <>
      {connection.name}{' '}
      <span className={styles.connectionState}>
        <StatusBadge status={status} />
        <EnvironmentTag environment={connection.environment} />
      </span>
    </>
  );
}

function KeptSetting({ field, value }: { field: FieldManifest; value: Json | undefined }) {
  const entries = field.control === 'list' ? listEntries(field, value) : namedEntries(value);
  if (!entries) return <Fact term={field.label} words={wordsOf(field, value)} />;
  return (
    <>
      <dt>{field.label}</dt>
      <dd>
        <ul>
          {entries.map(([name, words], index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: entries of a list may be equal, and never change here
            <li key={index}>
              {name}
              {words && ` = ${words}`}
            </li>
          ))}
        </ul>
      </dd>
    </>
  );
}

/** The entries of a map, or of a list of things with names; undefined for any other value. */
function namedEntries(value: Json | undefined): [string, string][] | undefined {
  if (Array.isArray(value)) {
    return value.map((entry) =>
      isJsonObject(entry) ? [String(entry.label || entry.name || ''), textOf(entry.value)] : [textOf(entry), ''],
    );
  }
  if (value === undefined || !isJsonObject(value)) return undefined;
  return Object.entries(value).map(([name, entry]) => [name, textOf(entry)]);
}

/** Each entry by its name where it has one, and what else is set in it. */
function listEntries(field: FieldManifest, value: Json | undefined): [string, string][] {
  return (entriesOf(field, value) ?? []).map((entry) => {
    const others = (field.items ?? [])
      .filter(({ key }) => key !== 'name' && entry[key] !== undefined)
      .map((item) => wordsOf(item, entry[item.key]));
    return typeof entry.name === 'string' ? [entry.name, others.join(' ')] : [others.join(', '), ''];
  });
}

function wordsOf({ control, options }: FieldManifest, value: Json | undefined): string {
  const option = options?.find((entry) => entry.value === value);
  if (option) return option.label;
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  return control === 'condition' ? readableCondition(textOf(value)) : textOf(value);
}

function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : readableTemplate(String(value));
}

/** A text with what it inserts in guillemets, as pills stand in a field: “Dear ‹Name›”. */
function readableTemplate(text: string): string {
  return text.replaceAll(/\{\{\s*(.*?)\s*\}\}/g, '‹$1›');
}

const failureWords: Partial<Record<NonNullable<FlowStep['onError']>, string>> = {
  skip: 'Leave the record out',
  port: 'Send it out of the error port',
};

function policiesOf({ onError, retry, timeoutSeconds }: FlowStep): [string, string][] {
  const failure = onError && failureWords[onError];
  return [
    ...(failure ? [['If a record fails', failure] as [string, string]] : []),
    ...(retry?.attempts ? [['Attempts', String(retry.attempts)] as [string, string]] : []),
    ...(timeoutSeconds ? [['Time limit in seconds', String(timeoutSeconds)] as [string, string]] : []),
  ];
}
