import { useState } from 'react';
import type { ErrorDescription } from '../../shared/errors/index.ts';
import type { Remedy, RemedyCommand } from '../../shared/failures/index.ts';
import { useHost } from '../host/host-context.tsx';
import { showActionError } from '../stores/action-error.ts';
import { useAppInfo } from '../stores/host-data.ts';
import { navigate } from '../stores/navigation.ts';
import { requestRemedy } from '../stores/remedy-request.ts';
import { announce, showToast } from '../ui/index.ts';
import type { FailurePlace } from './failure-place.ts';

/** How each remedy of a failure is carried out from here; `resuming` while the run is asked to go on. */
export function useRemedies(place: FailurePlace, error: ErrorDescription) {
  const client = useHost();
  const { capabilities } = useAppInfo();
  const [resuming, setResuming] = useState(false);
  const { flowId, runId } = place;

  const resume = async () => {
    if (runId === undefined) return;
    setResuming(true);
    try {
      await client.runs.resume({ runId });
      announce('The run goes on.');
      if (place.onResumed) place.onResumed();
      else navigate({ screen: 'run', runId });
    } catch (thrown) {
      showActionError('The run can’t go on', thrown, { flowId, runId });
    }
    setResuming(false);
  };

  const retry = (remedy: Remedy) => {
    if (place.resumable) void resume();
    else if (place.onRetry) place.onRetry();
    else if (runId !== undefined) {
      requestRemedy({ runId }, remedy);
      navigate({ screen: 'run', runId });
    }
  };

  const start = async (part: Omit<Parameters<typeof client.runs.start>[0], 'flowId'>, failed: string) => {
    try {
      const started = await client.runs.start({ flowId, ...part });
      announce('Run started.');
      navigate({ screen: 'run', runId: started.runId });
    } catch (thrown) {
      showActionError(failed, thrown, { flowId });
    }
  };

  /** Only what failed at the step, from there on, in the flow as it is now. */
  const runFailures = ({ arguments: { step } }: Remedy) => {
    if (runId === undefined) return;
    const scope = { kind: 'failures', step: String(step), dataFrom: runId } as const;
    void start({ scope }, 'The failed records couldn’t be run again');
  };

  const showFolder = async ({ arguments: { path } }: Remedy) => {
    const file = String(path);
    try {
      if (capabilities.showFolder && runId !== undefined) {
        const { shown } = await client.runs.showFolder({ runId, path: file });
        if (shown) return;
      }
      copyPath(file);
    } catch (thrown) {
      showActionError('The folder couldn’t be shown', thrown);
    }
  };

  const onConnection = (remedy: Remedy) => {
    const connectionId = String(remedy.arguments.connection);
    requestRemedy({ connectionId }, remedy);
    navigate({ screen: 'connection', connectionId, tab: 'details' });
  };

  const inFlow = (remedy: Remedy) => {
    if (place.onMend) place.onMend(remedy);
    else {
      requestRemedy({ flowId }, remedy);
      navigate({ screen: 'flow', flowId });
    }
  };

  const carryOut: Readonly<Record<RemedyCommand, (remedy: Remedy) => void>> = {
    'open-connection': onConnection,
    'test-connection': onConnection,
    reconnect: onConnection,
    'raise-budget': onConnection,
    'edit-step': inFlow,
    'convert-value': inFlow,
    'filter-out': inFlow,
    'increase-timeout': (remedy) => (remedy.arguments.connection === undefined ? inFlow : onConnection)(remedy),
    'open-flow-settings': inFlow,
    'show-problems': inFlow,
    'open-run': ({ arguments: { run } }) => navigate({ screen: 'run', runId: String(run) }),
    retry,
    resume: () => void resume(),
    'retry-failures': runFailures,
    'run-again': () => void start({}, 'The flow couldn’t be run again'),
    'dry-run-again': () => void start({ dryRun: true }, 'The dry run couldn’t be made again'),
    'open-file-folder': (remedy) => void showFolder(remedy),
    'free-space': () => navigate({ screen: 'settings', section: 'history' }),
    'open-secrets': () => navigate({ screen: 'settings', section: 'secrets' }),
    'open-credentials': () => navigate({ screen: 'settings', section: 'credentials' }),
    'open-webhooks': () => navigate({ screen: 'settings', section: 'webhooks' }),
    'copy-details': () => copyDetails(error),
  };
  return { carryOut, resuming };
}

/** Puts the whole error on the clipboard. */
function copyDetails(error: ErrorDescription): void {
  navigator.clipboard.writeText(JSON.stringify(error, null, 2)).then(
    () => showToast('Copied the details.'),
    () => showToast('The clipboard isn’t available. The run’s page shows the details.', { tone: 'info' }),
  );
}

/** Tells where a file lies, where no window can be opened on it. */
function copyPath(path: string): void {
  navigator.clipboard.writeText(path).then(
    () => showToast(`Copied the path: ${path}`),
    () => showToast(`It lies at ${path}`, { tone: 'info' }),
  );
}
