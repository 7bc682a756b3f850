import { useMay } from '../stores/rights.ts';
import { Button, copyText } from '../ui/index.ts';
import type { Remedy } from './failure-remedies.ts';

const labels: Readonly<Record<Remedy['kind'], string>> = {
  tryAgain: 'Try again',
  switchEnvironment: 'Switch environment',
  increaseTimeout: 'Increase timeout',
  reconnect: 'Reconnect',
  copyCallbackUrl: 'Copy callback URL',
  editField: 'Go to the field',
};

/** A button for each thing that helps against a failure and that the person may do; an address is copied at once. */
export function RemedyButtons({
  remedies,
  onMend,
  without = [],
  size = 'small',
}: {
  remedies: readonly Remedy[];
  onMend: (remedy: Remedy) => void;
  /** What stands elsewhere on the screen already. */
  without?: readonly Remedy['kind'][];
  size?: 'small' | 'medium';
}) {
  const mayTest = useMay('testConnections');
  const mayManage = useMay('manageConnections');
  return remedies
    .filter(({ kind }) => (kind === 'tryAgain' ? mayTest : mayManage) && !without.includes(kind))
    .map((remedy) => (
      <Button
        key={remedy.kind}
        size={size}
        onClick={() => (remedy.kind === 'copyCallbackUrl' ? copyText(remedy.url) : onMend(remedy))}
      >
        {labels[remedy.kind]}
      </Button>
    ));
}
