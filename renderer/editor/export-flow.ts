import { toMillraceError } from '../../shared/errors/index.ts';
import type { HostClient } from '../host/host-client.ts';
import { showToast } from '../ui/toasts.ts';
import type { Autosave } from './autosave.ts';

/** Saves the flow and hands its canonical file to the person as a download. */
export async function exportFlow(host: HostClient, autosave: Autosave, flowId: string): Promise<void> {
  try {
    if (!(await autosave.flush())) return;
    const { fileName, text } = await host.flows.exportFile({ id: flowId });
    const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = fileName;
    link.click();
    URL.revokeObjectURL(url);
    showToast(`Exported “${fileName}”.`);
  } catch (thrown) {
    const error = toMillraceError(thrown);
    showToast(`The flow couldn’t be exported. ${error.message} ${error.why}`, { tone: 'info' });
  }
}
