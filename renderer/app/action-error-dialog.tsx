import { useState } from 'react';
import { explainFailure } from '../../shared/failures/index.ts';
import { FailureActions } from '../runs/failure-actions.tsx';
import { dismissActionError, useActionError } from '../stores/action-error.ts';
import { Button, Dialog, ErrorCard } from '../ui/index.ts';

/** The dialog for errors of actions that have no place of their own on the screen. */
export function ActionErrorDialog() {
  const current = useActionError((state) => state.current);
  // Its content stays while it fades away.
  const [last, setLast] = useState(current);
  if (current && current !== last) setLast(current);
  const told = last && explainFailure(last.error.describe());
  return (
    <Dialog
      open={current !== undefined}
      title={last?.title ?? ''}
      onClose={dismissActionError}
      size="medium"
      actions={<Button onClick={dismissActionError}>Close</Button>}
    >
      {last && told && (
        <ErrorCard
          error={last.error}
          told={told}
          actions={
            last.place && (
              <FailureActions
                failure={told}
                flowId={last.place.flowId}
                runId={last.place.runId}
                resumable={false}
                copies={false}
                onAct={dismissActionError}
              />
            )
          }
        />
      )}
    </Dialog>
  );
}
