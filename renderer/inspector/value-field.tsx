import { OctagonX } from 'lucide-react';
import { useId, useMemo } from 'react';
import { hasExpression } from '../../shared/expression/index.ts';
import { ExpressionField } from '../expression/expression-field.tsx';
import { type ExpressionMode, type Preview, previewExpression } from '../expression/preview.ts';
import { textOfValue } from '../ui/value-kind.ts';
import styles from './inspector.module.css';
import { useInspector } from './step-input.ts';

export type ValueFieldProps = {
  label: string;
  hideLabel?: boolean;
  value: string;
  onChange(value: string): void;
  mode: ExpressionMode;
  multiline?: boolean;
  required?: boolean | undefined;
  help?: string | undefined;
  error?: string | undefined;
  placeholder?: string | undefined;
  onBlur?(): void;
  /** Told after focus, so that a caller can name the visit. */
  onFocus?(): void;
};

/** A field for values from the input: typed text with pills, or a formula, with its live result beneath. */
export function ValueField(props: ValueFieldProps) {
  const { label, hideLabel, value, onChange, mode, multiline, required, help, error, placeholder, onBlur, onFocus } =
    props;
  const { input, setTarget } = useInspector();
  const id = useId();
  const live = mode !== 'template' || hasExpression(value);
  const preview = useMemo(
    () => (live && value.trim() !== '' ? previewExpression(value, mode, input.record, input.parameters) : undefined),
    [live, value, mode, input.record, input.parameters],
  );
  const shownError = preview?.kind === 'error' ? undefined : error;
  const description = [help, shownError, preview && previewText(preview)].filter(Boolean).join(' ');
  return (
    <div className={styles.valueField}>
      {!hideLabel && (
        <span className={styles.label} id={id}>
          {label}
          {required && (
            <span aria-hidden className={styles.star}>
              {' '}
              *
            </span>
          )}
        </span>
      )}
      <ExpressionField
        value={value}
        onChange={onChange}
        mode={mode === 'template' ? 'template' : 'expression'}
        {...(multiline ? { multiline } : {})}
        label={label}
        {...(required ? { required } : {})}
        {...(description ? { description } : {})}
        invalid={shownError !== undefined || preview?.kind === 'error'}
        {...(placeholder ? { placeholder } : {})}
        errorAt={preview?.kind === 'error' ? preview.at : undefined}
        fields={input.fields}
        labelPath={input.labelPath}
        onFocus={(insert) => {
          onFocus?.();
          setTarget({ insert, label });
        }}
        {...(onBlur ? { onBlur } : {})}
      />
      {preview && <LiveResult preview={preview} />}
      {shownError && (
        <p className={styles.error}>
          <OctagonX size={16} strokeWidth={1.75} aria-hidden />
          <span>{shownError}</span>
        </p>
      )}
      {help && <p className={styles.help}>{help}</p>}
    </div>
  );
}

function LiveResult({ preview }: { preview: Preview }) {
  if (preview.kind === 'unknown') return null;
  if (preview.kind === 'error') {
    return (
      <p className={styles.error} data-testid="live-error">
        <OctagonX size={16} strokeWidth={1.75} aria-hidden />
        <span>
          {preview.error.message} {preview.error.fix}
        </span>
      </p>
    );
  }
  return (
    <p className={styles.result} data-testid="live-result" title={textOfValue(preview.value)}>
      = {textOfValue(preview.value)}
    </p>
  );
}

function previewText(preview: Preview): string {
  if (preview.kind === 'error') return `${preview.error.message} ${preview.error.fix}`;
  return preview.kind === 'value' ? `Result: ${textOfValue(preview.value)}` : '';
}
