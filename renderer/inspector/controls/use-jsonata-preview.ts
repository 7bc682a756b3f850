import { useEffect, useState } from 'react';
import type { ExpressionPreview } from '../../../shared/contract/index.ts';
import { type MillraceError, toMillraceError } from '../../../shared/errors/index.ts';
import { useHost } from '../../host/host-context.tsx';
import { useInspector } from '../step-input.ts';

/** Milliseconds without a key after which an expression is tried. */
const PAUSE_MS = 300;

/** How an expression does on the shown record: what came of it, or why nothing did. */
export type JsonataTrial = { source: string; preview?: ExpressionPreview; error?: MillraceError };

/**
 * Tries an expression on the record that the inspector shows, once typing rests; the host evaluates it. The last trial
 * stays until the next is there, with the source that it was of; undefined before the first, and for an empty source.
 */
export function useJsonataPreview(source: string): JsonataTrial | undefined {
  const host = useHost();
  const { input } = useInspector();
  const { record, parameters } = input;
  const [trial, setTrial] = useState<JsonataTrial>();
  const isEmpty = source.trim() === '';
  useEffect(() => {
    if (isEmpty) {
      setTrial(undefined);
      return undefined;
    }
    const asking = new AbortController();
    const tell = (how: Omit<JsonataTrial, 'source'>) => {
      if (!asking.signal.aborted) setTrial({ source, ...how });
    };
    const timer = setTimeout(() => {
      const values = Object.fromEntries(parameters.map(({ name, default: value = null }) => [name, value]));
      host.expressions
        .preview({ source, ...(record ? { record } : {}), parameters: values }, { signal: asking.signal })
        .then(
          (preview) => tell({ preview }),
          (thrown: unknown) => tell({ error: toMillraceError(thrown) }),
        );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [host, source, isEmpty, record, parameters]);
  return trial;
}
