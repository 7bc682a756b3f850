import { Banner, Button, ErrorCard } from '../ui/index.ts';
import { FailureActions } from './failure-actions.tsx';
import type { RunEnding } from './run-ending.ts';

type Props = {
  ending: RunEnding;
  runId: string;
  flowId: string;
  resumable: boolean;
  mayRun: boolean;
  resuming: boolean;
  onResume(): void;
  onResumed(): void;
  onRetry(): void;
};

/** How a run ended where no step tells it, with what can be done about it. */
export function RunEndingCard({ ending, mayRun, resuming, onResume, ...place }: Props) {
  if (ending.kind === 'failure') {
    const { failure, tone } = ending;
    return (
      <ErrorCard
        error={failure.error}
        told={failure}
        tone={tone}
        actions={<FailureActions failure={failure} {...place} copies={false} />}
      />
    );
  }
  return (
    <Banner
      tone={ending.tone}
      actions={
        ending.offersResume &&
        mayRun && (
          <Button size="small" busyLabel={resuming ? 'Resuming…' : undefined} onClick={onResume}>
            Resume
          </Button>
        )
      }
    >
      {ending.text}
    </Banner>
  );
}
