import { create } from 'zustand';
import type { ConnectionSummary } from '../../shared/contract/index.ts';

/** A step that waits for a connection of its own. */
export type ConnectionRequest = {
  /** The system that the step calls. */
  connectorId: string;
  /** Takes the connection when it is there. */
  onMade: (connection: ConnectionSummary) => void;
};

/** The request of the moment; while there is one, the wizard stands over the editor. */
export const useConnectionRequest = create<{ current: ConnectionRequest | undefined }>(() => ({ current: undefined }));

/** Opens the wizard over what is shown, for a step. */
export function requestConnection(request: ConnectionRequest): void {
  useConnectionRequest.setState({ current: request });
}

/** Closes the wizard; its draft is kept. */
export function endConnectionRequest(): void {
  useConnectionRequest.setState({ current: undefined });
}
