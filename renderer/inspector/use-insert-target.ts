import { useMemo, useRef, useState } from 'react';
import type { InsertExpression } from '../expression/expression-field.tsx';
import { type InspectorContextValue, useStepInput } from './step-input.ts';

/** The inspector’s shared parts for a step: its input, and inserting into the field that had focus last. */
export function useInsertTarget(stepId: string) {
  const input = useStepInput(stepId);
  const insertInto = useRef<InsertExpression>(undefined);
  const [target, setTarget] = useState<string>();
  const context = useMemo<InspectorContextValue>(
    () => ({
      input,
      setTarget(next) {
        insertInto.current = next?.insert;
        setTarget(next?.label);
      },
    }),
    [input],
  );
  return { context, target, insert: (expression: string) => insertInto.current?.(expression) };
}
