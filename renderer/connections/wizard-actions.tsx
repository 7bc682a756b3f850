import type { ConnectionSummary } from '../../shared/contract/index.ts';
import { Button } from '../ui/index.ts';
import type { Wizard } from './use-wizard.ts';
import { resetWizard } from './wizard-store.ts';

/** The buttons at the foot of the wizard: back, on, and what comes after it is done. */
export function WizardActions({
  wizard,
  formId,
  useLabel,
  onUse,
  onLeave,
}: {
  wizard: Wizard;
  formId: string;
  /** What the new connection is for: “Use in a flow”. */
  useLabel: string;
  onUse: (connection: ConnectionSummary) => void;
  onLeave: () => void;
}) {
  const { stage, attempt, previous, busy, manifest, grant, goTo } = wizard;
  if (attempt?.state === 'done') {
    return (
      <>
        <Button
          onClick={() => {
            onLeave();
            resetWizard();
          }}
        >
          Close
        </Button>
        <Button onClick={resetWizard}>Create another</Button>
        <Button
          variant="primary"
          onClick={() => {
            onUse(attempt.made);
            resetWizard();
          }}
        >
          {useLabel}
        </Button>
      </>
    );
  }
  const awaitsApproval = stage === 'Authorize' && !grant;
  return (
    <>
      <Button onClick={onLeave}>Cancel</Button>
      {previous && !busy && (
        <Button onClick={() => goTo(previous)}>{stage === 'Test' ? 'Back to Details' : 'Back'}</Button>
      )}
      {!awaitsApproval && (
        <Button
          key={stage}
          type="submit"
          form={formId}
          variant="primary"
          disabled={!manifest}
          busyLabel={busy ? 'Testing…' : undefined}
        >
          {stage === 'Test' ? 'Test again' : 'Next'}
        </Button>
      )}
    </>
  );
}
