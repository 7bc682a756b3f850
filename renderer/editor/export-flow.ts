import { downloadFlow } from '../flows/download-flow.ts';
import type { HostClient } from '../host/host-client.ts';
import type { Autosave } from './autosave.ts';

/** Saves the flow and hands its canonical file to the person; one that couldn't be saved isn't exported. */
export async function exportFlow(host: HostClient, autosave: Autosave, flowId: string): Promise<void> {
  if (await autosave.flush()) await downloadFlow(host, flowId);
}
