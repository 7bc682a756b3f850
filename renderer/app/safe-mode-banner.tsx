import { useState } from 'react';
import type { SafeMode } from '../../shared/contract/index.ts';
import { formatCount } from '../format/count.ts';
import { useHost } from '../host/host-context.tsx';
import { showActionError } from '../stores/action-error.ts';
import { useHostData } from '../stores/host-data.ts';
import { useMay } from '../stores/rights.ts';
import { announce, Banner, Button, useKeptFocus } from '../ui/index.ts';

/** Says that nothing starts by itself, why and what doesn’t, until somebody starts it again (R9). */
export function SafeModeBanner() {
  const client = useHost();
  const mayRun = useMay('runFlows');
  const safeMode = useHostData((state) => state.info.data?.safeMode ?? null);
  const [starting, setStarting] = useState(false);
  useKeptFocus(safeMode !== null);
  if (!safeMode) return null;
  const startAgain = async (): Promise<void> => {
    setStarting(true);
    try {
      await client.app.leaveSafeMode();
      announce('Everything starts again.');
    } catch (thrown) {
      showActionError('Millrace couldn’t start everything again', thrown);
    } finally {
      setStarting(false);
    }
  };
  return (
    <Banner
      tone="warn"
      actions={
        mayRun && (
          <Button size="small" busyLabel={starting ? 'Starting…' : undefined} onClick={() => void startAgain()}>
            Start everything again
          </Button>
        )
      }
    >
      Millrace ended unexpectedly 3 times within 10 minutes, so nothing starts by itself. {whatWaits(safeMode)} You can
      still run flows yourself.
    </Banner>
  );
}

function whatWaits({ runs, flows }: SafeMode): string {
  const waiting = [
    ...(flows > 0 ? [formatCount(flows, 'active flow')] : []),
    ...(runs > 0 ? [formatCount(runs, 'interrupted run')] : []),
  ];
  if (waiting.length === 0) return 'Nothing was due.';
  return `${waiting.join(' and ')} ${flows + runs === 1 ? 'waits' : 'wait'}.`;
}
