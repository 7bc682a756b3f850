import type { FlowSummary } from '../../shared/contract/index.ts';
import { formatCount } from '../format/count.ts';
import type { HostClient } from '../host/host-client.ts';
import { showActionError } from '../stores/action-error.ts';
import { navigate } from '../stores/navigation.ts';
import { announce, showToast } from '../ui/index.ts';

type Flow = Pick<FlowSummary, 'id' | 'name'>;

/** The flow with those that call it, where they are known. */
type CalledFlow = Flow & Partial<Pick<FlowSummary, 'calledBy'>>;

/** Starts a flow and offers to look at its run. */
export async function runFlow(client: HostClient, flow: Flow): Promise<void> {
  try {
    const { runId } = await client.runs.start({ flowId: flow.id });
    announce('Run started.');
    showToast(`Started “${flow.name}”.`, {
      tone: 'info',
      action: { label: 'Show', run: () => navigate({ screen: 'run', runId }) },
    });
  } catch (thrown) {
    showActionError(`“${flow.name}” couldn’t run`, thrown, { flowId: flow.id });
  }
}

/** Copies a flow, with its connections, and opens the copy. */
export async function duplicateFlow(client: HostClient, flow: Flow): Promise<void> {
  try {
    const copy = await client.flows.duplicate({ id: flow.id });
    showToast(`Duplicated “${flow.name}”.`, {
      action: { label: 'Open', run: () => navigate({ screen: 'flow', flowId: copy.id }) },
    });
  } catch (thrown) {
    showActionError(`“${flow.name}” couldn’t be duplicated`, thrown);
  }
}

/** Moves a flow to “Recently deleted”, from where Undo brings it back. */
export async function deleteFlow(client: HostClient, flow: CalledFlow): Promise<void> {
  try {
    await client.flows.remove({ id: flow.id });
    showToast(`Deleted “${flow.name}”.${callersLeft(flow)}`, {
      action: {
        label: 'Undo',
        run: () => {
          client.flows.restore({ id: flow.id }).then(
            () => announce(`“${flow.name}” is back.`),
            (thrown: unknown) => showActionError(`“${flow.name}” couldn’t be brought back`, thrown),
          );
        },
      },
    });
  } catch (thrown) {
    showActionError(`“${flow.name}” couldn’t be deleted`, thrown);
  }
}

/** Says which flows call one that is gone. */
function callersLeft({ calledBy = [] }: CalledFlow): string {
  const [first, ...others] = calledBy;
  if (!first) return '';
  const more = others.length > 0 ? ` and ${formatCount(others.length, 'other flow')}` : '';
  return ` “${first.name}”${more} still ${others.length > 0 ? 'call' : 'calls'} it.`;
}

/** Switches a flow off; runs under way end. */
export async function deactivateFlow(client: HostClient, flow: Flow): Promise<void> {
  try {
    await client.flows.deactivate({ id: flow.id });
    announce(`“${flow.name}” is inactive.`);
    showToast(`“${flow.name}” starts by itself no more.`);
  } catch (thrown) {
    showActionError(`“${flow.name}” couldn’t be deactivated`, thrown);
  }
}
