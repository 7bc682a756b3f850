import { useMemo } from 'react';
import { previewExpression } from '../../expression/preview.ts';
import styles from '../inspector.module.css';
import { useInspector } from '../step-input.ts';

/** Whether the condition holds for the current sample record, in words. */
export function ConditionResult({ text }: { text: string }) {
  const { input } = useInspector();
  const preview = useMemo(
    () => previewExpression(text, 'condition', input.record, input.parameters),
    [text, input.record, input.parameters],
  );
  if (preview.kind === 'unknown') return null;
  if (preview.kind === 'error') {
    return (
      <p className={styles.error} data-testid="live-error">
        {preview.error.message} {preview.error.fix}
      </p>
    );
  }
  const which = input.origin === 'run' ? `record ${input.index + 1} of ${input.count}` : 'the example record';
  return (
    <p className={styles.result} data-testid="live-result">
      = {String(preview.value)} for {which}
    </p>
  );
}
