import { toMillraceError } from '../../../shared/errors/index.ts';
import { outputsOf } from '../../../shared/flow/ports.ts';
import { pinOutput, unpinOutputs } from '../../commands/pin-output.ts';
import { formatCount, formatNumber } from '../../format/count.ts';
import type { HostClient } from '../../host/host-client.ts';
import { stepStateOf } from '../../stores/run-store.ts';
import type { EditorSession } from '../../stores/session.ts';
import { announce } from '../../ui/live-regions.tsx';
import { showToast } from '../../ui/toasts.ts';

/** Records that a pin holds at most: a test needs few, and they are saved with the flow. */
export const MOST_PINNED = 1_000;
/** And characters of JSON, so that a flow stays far from its own limit (S25). */
const MOST_LENGTH = 1_000_000;

/** Pins what the step handed on in the shown run, or unpins it. */
export async function togglePin(host: HostClient, session: EditorSession, stepId: string): Promise<void> {
  const { documents, runs, types } = session;
  const { content, apply } = documents.getState();
  const step = content.document.steps.find(({ id }) => id === stepId);
  if (!step) return;
  if (content.document.pinned?.[stepId]) {
    apply(unpinOutputs(content.document, [stepId]));
    announce(`“${step.name}” runs again in tests.`);
    return;
  }
  const { runId, state: run } = runs.getState();
  const state = stepStateOf(runs.getState(), stepId);
  const manifest = types.get(step.type);
  const [output, ...others] = manifest ? outputsOf({ settings: step.settings ?? {} }, manifest) : [];
  const left = (output && state?.out[output.name]) ?? 0;
  if (runId === undefined || !output || left === 0) {
    tell(`“${step.name}” has no output to pin yet. Run it first.`);
    return;
  }
  if (run?.header.dryRun) {
    tell('What a dry run gives is only planned, so it can’t be pinned. Run the flow first.');
    return;
  }
  try {
    const { records } = await host.runs.records({
      runId,
      step: stepId,
      port: output.name,
      offset: 0,
      limit: MOST_PINNED,
    });
    if (records.length === 0) tell('The records of this run weren’t kept, so they can’t be pinned.');
    else if (JSON.stringify(records).length > MOST_LENGTH) {
      tell(`The output of “${step.name}” is too large to pin. Test with fewer records.`);
    } else {
      apply(pinOutput(documents.getState().content.document, stepId, records));
      const first = records.length < left ? `the first ${formatNumber(records.length)} of ` : '';
      const only =
        others.length > 0 ? ` Only its output “${output.label}” is pinned; nothing leaves the others in tests.` : '';
      const told = `Pinned ${first}${formatCount(left, 'record')} of “${step.name}”.${only}`;
      if (first || only) tell(told);
      else announce(told);
    }
  } catch (thrown) {
    const { message, why } = toMillraceError(thrown);
    tell(`The output couldn’t be pinned. ${message} ${why}`);
  }
}

function tell(text: string): void {
  showToast(text, { tone: 'info' });
}
