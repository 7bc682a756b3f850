import { useState } from 'react';
import type { ConnectionSummary } from '../../shared/contract/index.ts';
import { toMillraceError } from '../../shared/errors/index.ts';
import { formatCount } from '../format/count.ts';
import { useHost } from '../host/host-context.tsx';
import { showActionError } from '../stores/action-error.ts';
import { useHostData } from '../stores/host-data.ts';
import type { ConnectionAction } from './connection-actions.tsx';
import type { OpenDialog } from './connection-dialogs.tsx';
import { testConnection } from './test-connection.ts';
import { readTestFailure } from './test-lines.ts';

/** What the last thing that was done came to; it stands above the tabs. */
export type Outcome = { tone: 'ok' | 'error'; text: string };

/** What a connection's page can do, and what that came to. */
export function useConnectionPage(connection: ConnectionSummary) {
  const client = useHost();
  const testing = useHostData((state) => state.testing.has(connection.id));
  const [dialog, setDialog] = useState<OpenDialog>();
  const [editing, setEditing] = useState(false);
  const [undoing, setUndoing] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>();
  const { id, name, active } = connection;

  const test = async () => {
    setOutcome(undefined);
    await testConnection(client, connection);
    const result = useHostData.getState().connections.data?.find((entry) => entry.id === id)?.lastTest;
    if (!result) return;
    const text = result.succeeded
      ? `Connection test succeeded. ${result.message}`
      : `Connection test failed. ${result.message} ${result.fix ?? ''}`.trim();
    setOutcome({ tone: result.succeeded ? 'ok' : 'error', text });
  };

  const undo = async () => {
    setDialog(undefined);
    setUndoing(true);
    setOutcome(undefined);
    try {
      await client.connections.undoEdit({ id });
      await useHostData.getState().refresh('connections');
      setOutcome({ tone: 'ok', text: `The last edit is undone. Connection test succeeded.${sayUse(connection)}` });
    } catch (thrown) {
      const { cause, fix } = readTestFailure(toMillraceError(thrown));
      setOutcome({ tone: 'error', text: `Not undone. ${cause} ${fix}` });
    } finally {
      setUndoing(false);
    }
  };

  const switchTo = async (next: boolean) => {
    setDialog(undefined);
    try {
      await client.connections.setActive({ id, active: next });
      await useHostData.getState().refresh('connections');
      const text = next ? `“${name}” is active again.` : `“${name}” is inactive. Flows that use it fail until then.`;
      setOutcome({ tone: 'ok', text });
    } catch (thrown) {
      showActionError(`“${name}” couldn’t be ${next ? 'activated' : 'deactivated'}`, thrown);
    }
  };

  const act = (action: ConnectionAction) => {
    if (action === 'test') void test();
    else if (action === 'switch' && (!active || connection.usedBy.length === 0)) void switchTo(!active);
    else setDialog(action);
  };

  const busy: 'testing' | 'undoing' | undefined = testing ? 'testing' : undoing ? 'undoing' : undefined;
  return { dialog, setDialog, editing, setEditing, outcome, setOutcome, busy, act, undo, switchTo };
}

/** How many flows work with new details from now on: “ 3 flows now use the new details.” */
export function sayUse({ usedBy }: ConnectionSummary): string {
  const count = usedBy.length;
  return count === 0 ? '' : ` ${formatCount(count, 'flow')} now ${count === 1 ? 'uses' : 'use'} the new details.`;
}
