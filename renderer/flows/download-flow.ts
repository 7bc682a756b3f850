import { formatCount } from '../format/count.ts';
import type { HostClient } from '../host/host-client.ts';
import { showActionError } from '../stores/action-error.ts';
import { showToast } from '../ui/index.ts';
import { downloadText } from './download.ts';

/**
 * Hands a flow's canonical file to the person. Pinned data stays out of it, since it can hold personal data; where there
 * is some, that is said, with a way to take it in.
 */
export async function downloadFlow(client: HostClient, flowId: string, includePinned = false): Promise<void> {
  try {
    const { fileName, text, pinnedLeftOut } = await client.flows.exportFile({ id: flowId, includePinned });
    downloadText(fileName, text, 'application/json');
    if (pinnedLeftOut === 0) showToast(`Exported “${fileName}”.`);
    else {
      const steps = formatCount(pinnedLeftOut, 'step', 'steps');
      showToast(`Exported “${fileName}” without the pinned data of ${steps}, which can hold personal data.`, {
        action: { label: 'Export with it', run: () => void downloadFlow(client, flowId, true) },
      });
    }
  } catch (thrown) {
    showActionError('The flow couldn’t be exported', thrown);
  }
}
