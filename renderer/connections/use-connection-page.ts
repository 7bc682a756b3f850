import { useState } from 'react';
import type { ConnectionSummary } from '../../shared/contract/index.ts';
import { toMillraceError } from '../../shared/errors/index.ts';
import { formatCount } from '../format/count.ts';
import { useHost } from '../host/host-context.tsx';
import { showActionError } from '../stores/action-error.ts';
import { useCatalogStore } from '../stores/catalog.ts';
import { useHostData } from '../stores/host-data.ts';
import type { ConnectionAction } from './connection-actions.tsx';
import type { OpenDialog } from './connection-dialogs.tsx';
import { describeConnection } from './connection-words.ts';
import { factsOfTest, offeredIn, type Remedy, remediesOf } from './failure-remedies.ts';
import { testConnection } from './test-connection.ts';
import { readTestFailure } from './test-lines.ts';
import { useRequestedRemedy } from './use-requested-remedy.ts';

/** What the last thing that was done came to; it stands above the tabs. */
export type Outcome = { tone: 'ok' | 'error'; text: string; remedies?: readonly Remedy[] };

/** What a connection's page can do, and what that came to. */
export function useConnectionPage(connection: ConnectionSummary) {
  const client = useHost();
  const testing = useHostData((state) => state.testing.has(connection.id));
  const [dialog, setDialog] = useState<OpenDialog>();
  const [editing, setEditing] = useState(false);
  const [beginAt, setBeginAt] = useState<string>();
  const connectors = useCatalogStore((state) => state.connectorsById);
  const [undoing, setUndoing] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>();
  const [asksBudget, setAsksBudget] = useState(false);
  const { id, name, active } = connection;

  const test = async () => {
    setOutcome(undefined);
    await testConnection(client, connection);
    const result = useHostData.getState().connections.data?.find((entry) => entry.id === id)?.lastTest;
    if (!result) return;
    const text = result.succeeded
      ? `Connection test succeeded. ${result.message}`
      : `Connection test failed. ${result.message} ${result.fix ?? ''}`.trim();
    const { connector, scheme } = describeConnection(connection, connectors);
    const isMendable = !result.succeeded && connector && scheme;
    const remedies = isMendable
      ? offeredIn({ connector, scheme }, remediesOf(factsOfTest(result)), connection.fields)
      : [];
    setOutcome({ tone: result.succeeded ? 'ok' : 'error', text, remedies });
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
    else {
      setBeginAt(undefined);
      setDialog(action);
    }
  };

  const mend = (remedy: Remedy) => {
    if (remedy.kind === 'tryAgain') void test();
    else if (remedy.kind === 'reconnect') setDialog('reconnect');
    else {
      setBeginAt('field' in remedy ? remedy.field : 'environment');
      setDialog('edit');
    }
  };

  useRequestedRemedy(id, ({ command, arguments: given }) => {
    if (command === 'test-connection') void test();
    else if (command === 'reconnect') setDialog('reconnect');
    else if (command === 'increase-timeout') mend({ kind: 'increaseTimeout', field: String(given.field) });
    else if (command === 'raise-budget') setAsksBudget(true);
  });

  const busy: 'testing' | 'undoing' | undefined = testing ? 'testing' : undoing ? 'undoing' : undefined;
  return {
    dialog,
    setDialog,
    editing,
    setEditing,
    beginAt,
    outcome,
    setOutcome,
    asksBudget,
    busy,
    act,
    mend,
    undo,
    switchTo,
  };
}

/** How many flows work with new details from now on: “ 3 flows now use the new details.” */
export function sayUse({ usedBy }: ConnectionSummary): string {
  const count = usedBy.length;
  return count === 0 ? '' : ` ${formatCount(count, 'flow')} now ${count === 1 ? 'uses' : 'use'} the new details.`;
}
