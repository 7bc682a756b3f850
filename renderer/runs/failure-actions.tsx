import type { FailureExplanation } from '../../shared/failures/index.ts';
import { useHost } from '../host/host-context.tsx';
import { useResource } from '../host/use-resource.ts';
import { Button } from '../ui/index.ts';
import type { FailurePlace } from './failure-place.ts';
import { usePossibleRemedies } from './use-possible-remedies.ts';
import { useRemedies } from './use-remedies.ts';

type Props = FailurePlace & {
  failure: Pick<FailureExplanation, 'remedies' | 'error'>;
  size?: 'small' | 'medium';
  /** False where the card has a button of its own that copies the details. */
  copies?: boolean;
};

/** A button for each remedy of a failure that can be carried out here by this person. */
export function FailureActions(props: Props) {
  const { runId, resumable } = props;
  if (runId === undefined || resumable !== undefined) return <Remedies {...props} />;
  return <AskedActions {...props} runId={runId} />;
}

/** Asks first whether the run can go on; what doesn't need to know that is there at once. */
function AskedActions(props: Props & { runId: string }) {
  const client = useHost();
  const { runId } = props;
  const { data } = useResource(`resumable ${runId}`, async () => (await client.runs.get({ runId })).resumable, {
    refreshOn: (change) => change.type === 'runs.changed' && change.runId === runId,
  });
  return <Remedies {...props} resumable={data} />;
}

function Remedies({ failure, size = 'medium', copies = true, ...place }: Props) {
  const { carryOut, resuming } = useRemedies(place, failure.error);
  const isPossible = usePossibleRemedies(place);
  return failure.remedies
    .filter((remedy) => isPossible(remedy) && (copies || remedy.command !== 'copy-details'))
    .map((remedy) => (
      <Button
        key={remedy.command}
        size={size}
        busyLabel={resuming && (remedy.command === 'retry' || remedy.command === 'resume') ? 'Going on…' : undefined}
        onClick={() => {
          place.onAct?.();
          carryOut[remedy.command](remedy);
        }}
      >
        {remedy.label}
      </Button>
    ));
}
