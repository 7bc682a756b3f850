import { refuseConnection } from '../commands/connect.ts';
import { portsOf, stepsById } from '../commands/ports.ts';
import { connectAction } from '../stores/actions.ts';
import type { EditorSession } from '../stores/session.ts';
import { announce } from '../ui/live-regions.tsx';
import { tell } from './tell.ts';

/** Begins drawing an edge from an output: steps that can’t receive it dim. */
export function startConnecting(session: EditorSession, from: string, port: string, byClick: boolean): void {
  const { document } = session.documents.getState().content;
  const refused = new Set<string>();
  for (const step of document.steps) {
    const toPort = portsOf(step, session.types).inputs[0]?.name ?? '';
    if (step.id !== from && refuseConnection(document, { from, port, to: step.id, toPort }, session.types)) {
      refused.add(step.id);
    }
  }
  session.view.getState().set({ connecting: { from, port, refused, byClick } });
}

/** Ends drawing without an edge. */
export function stopConnecting(session: EditorSession): void {
  if (session.view.getState().connecting) session.view.getState().set({ connecting: undefined });
}

/** Draws the pending edge to a step, or tells why not. Without a port it is the step’s first input. */
export function finishConnecting(session: EditorSession, to: string, toPort?: string): void {
  const { connecting } = session.view.getState();
  stopConnecting(session);
  if (!connecting) return;
  const step = stepsById(session.documents.getState().content.document.steps).get(to);
  if (!step) return;
  const port = toPort ?? portsOf(step, session.types).inputs[0]?.name ?? '';
  tell(session, connectAction(session, { from: connecting.from, port: connecting.port, to, toPort: port }));
}

/** One click on a port: the first chooses the output, the second the step that receives. */
export function clickPort(session: EditorSession, port: { step: string; port: string; side: 'in' | 'out' }): void {
  const { connecting } = session.view.getState();
  if (connecting?.byClick) {
    if (connecting.from === port.step && connecting.port === port.port) stopConnecting(session);
    else finishConnecting(session, port.step, port.side === 'in' ? port.port : undefined);
    return;
  }
  if (port.side === 'in') return;
  startConnecting(session, port.step, port.port, true);
  announce('Choose the step that receives the records. Escape cancels.');
}
