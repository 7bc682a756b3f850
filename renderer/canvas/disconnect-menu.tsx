import { useState } from 'react';
import { type EdgeEnds, stepsById } from '../commands/ports.ts';
import { disconnectAction, edgesOf } from '../stores/actions.ts';
import { type EditorSession, useSession, useView } from '../stores/session.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { focusStep } from './canvas-keys.ts';
import { SearchList, type SearchListItem } from './search-list.tsx';
import { tell } from './tell.ts';

/** “Disconnect”: the keyboard’s way to remove an edge of a step, chosen from a list of those it has. */
export function DisconnectMenu() {
  const session = useSession();
  const of = useView(({ disconnectFrom }) => disconnectFrom);
  if (of === undefined) return null;
  return <DisconnectDialog key={of} session={session} of={of} />;
}

function DisconnectDialog({ session, of }: { session: EditorSession; of: string }) {
  const { view, documents } = session;
  const [query, setQuery] = useState('');
  const steps = stepsById(documents.getState().content.document.steps);
  const name = steps.get(of)?.name ?? '';
  const close = () => {
    view.getState().set({ disconnectFrom: undefined });
    focusStep(session, of);
  };
  const words = query.trim().toLowerCase();
  const edges = edgesAt(session, of).filter(({ label }) => label.toLowerCase().includes(words));
  return (
    <Dialog open title={`Disconnect “${name}”`} onClose={close} actions={<Button onClick={close}>Cancel</Button>}>
      <SearchList
        label="Line to remove"
        placeholder="Search lines"
        query={query}
        onQuery={setQuery}
        items={edges}
        empty={words === '' ? `“${name}” isn’t connected to any step.` : `No line of “${name}” matches “${query}”.`}
        onChoose={(item) => {
          close();
          tell(session, disconnectAction(session, item.ends));
        }}
      />
    </Dialog>
  );
}

/** The edges that leave and reach a step, as entries of the list. */
export function edgesAt(session: EditorSession, stepId: string): (SearchListItem & { ends: EdgeEnds })[] {
  const steps = stepsById(session.documents.getState().content.document.steps);
  const nameOf = (id: string) => steps.get(id)?.name ?? id;
  return [...edgesOf(session)].flatMap(([id, ends]) => {
    if (ends.from === stepId) return [{ id, label: `To “${nameOf(ends.to)}”`, hint: ends.port, ends }];
    if (ends.to === stepId) return [{ id, label: `From “${nameOf(ends.from)}”`, hint: ends.port, ends }];
    return [];
  });
}
