import { useRef } from 'react';
import type { ExpressionPreview } from '../../../shared/contract/index.ts';
import type { MillraceError } from '../../../shared/errors/index.ts';
import { formatBytes } from '../../format/size.ts';
import { Button } from '../../ui/button.tsx';
import { TextArea } from '../../ui/text-field.tsx';
import { type StepInput, useInspector } from '../step-input.ts';
import type { ControlProps } from './control-props.ts';
import styles from './jsonata-control.module.css';
import { placeInText } from './text-place.ts';
import { useJsonataPreview } from './use-jsonata-preview.ts';

/** Lines of the field: it grows with its text. */
const FEWEST_LINES = 3;
const MOST_LINES = 14;

/** A JSONata expression: what is wrong with it stands beneath while it is typed, else what it makes of the shown record. */
export function JsonataControl({ field, value, onChange, onFocus, onBlur, error }: ControlProps) {
  const { input } = useInspector();
  const area = useRef<HTMLTextAreaElement>(null);
  const source = typeof value === 'string' ? value : '';
  const trial = useJsonataPreview(source);
  const place = trial?.error && placeOfFault(trial.error, trial.source);
  const goThere = (offset: number) => {
    area.current?.focus();
    area.current?.setSelectionRange(Math.max(0, offset - 1), offset);
  };
  return (
    <div className={styles.control}>
      <TextArea
        ref={area}
        label={field.label}
        required={field.required}
        help={field.help}
        error={place ? `${trial?.error?.message} ${place.words}` : error}
        rows={Math.min(MOST_LINES, Math.max(FEWEST_LINES, source.split('\n').length + 1))}
        spellCheck={false}
        placeholder={field.placeholder}
        value={source}
        onFocus={onFocus}
        onBlur={onBlur}
        onChange={(text) => onChange(text === '' ? undefined : text)}
      />
      {place && (
        <span>
          <Button size="small" onClick={() => goThere(place.offset)}>
            Go to the mistake
          </Button>
        </span>
      )}
      {trial && !place && (
        <section className={styles.result} aria-label="Result" data-stale={trial.source !== source || undefined}>
          <p className={styles.of}>{nameOfRecord(input)}</p>
          {trial.error ? <Failure error={trial.error} /> : trial.preview && <Result preview={trial.preview} />}
        </section>
      )}
    </div>
  );
}

function Result({ preview }: { preview: ExpressionPreview }) {
  switch (preview.kind) {
    case 'value':
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable with the keyboard
        <pre className={styles.value} tabIndex={0} data-testid="live-result">
          {JSON.stringify(preview.value, null, 2)}
        </pre>
      );
    case 'nothing':
      return <p data-testid="live-result">Nothing: no part of the record fits.</p>;
    case 'large':
      return <p data-testid="live-result">{formatBytes(preview.characters)} of JSON, too much to show here.</p>;
    case 'read':
      return <p data-testid="live-result">The expression can be read. Run up to this step to see what it makes.</p>;
  }
}

function Failure({ error }: { error: MillraceError }) {
  return (
    <p className={styles.failure} data-testid="live-error">
      {error.message} {error.fix}
    </p>
  );
}

function nameOfRecord({ origin, index, count }: StepInput): string {
  if (origin === 'run') return `Result for record ${index + 1} of ${count}`;
  return origin === 'example' ? 'Result for an example record' : 'No record yet';
}

/** Where a text that can't be read goes wrong; undefined for every other failure. */
function placeOfFault({ code, data }: MillraceError, source: string): { offset: number; words: string } | undefined {
  if (code !== 'EXPRESSION_SYNTAX') return undefined;
  const offset = typeof data.column === 'number' ? Math.min(data.column, source.length) : source.length;
  const { line, column } = placeInText(source, Math.max(0, offset - 1));
  return { offset, words: source.includes('\n') ? `Line ${line}, character ${column}.` : `Character ${column}.` };
}
