import { useState } from 'react';
import { refuseConnection } from '../commands/connect.ts';
import { type EdgeEnds, portsOf } from '../commands/ports.ts';
import { connectAction } from '../stores/actions.ts';
import { type EditorSession, useSession, useView } from '../stores/session.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { focusStep } from './canvas-keys.ts';
import { SearchList, type SearchListItem } from './search-list.tsx';
import { tell } from './tell.ts';

/** “Connect to”: the keyboard’s way to draw an edge; output and target chosen from one filterable list. */
export function ConnectMenu() {
  const session = useSession();
  const from = useView(({ connectFrom }) => connectFrom);
  if (from === undefined) return null;
  return <ConnectDialog key={from} session={session} from={from} />;
}

function ConnectDialog({ session, from }: { session: EditorSession; from: string }) {
  const { view, documents } = session;
  const [query, setQuery] = useState('');
  const name = documents.getState().content.document.steps.find(({ id }) => id === from)?.name ?? '';
  const close = () => {
    view.getState().set({ connectFrom: undefined });
    focusStep(session, from);
  };
  const words = query.trim().toLowerCase();
  const targets = findTargets(session, from).filter(({ label }) => label.toLowerCase().includes(words));
  return (
    <Dialog open title={`Connect “${name}” to`} onClose={close} actions={<Button onClick={close}>Cancel</Button>}>
      <SearchList
        label="Step to connect to"
        placeholder="Search steps"
        query={query}
        onQuery={setQuery}
        items={targets}
        empty={`No step can receive from “${name}”.`}
        onChoose={(item) => {
          close();
          tell(session, connectAction(session, item.ends));
        }}
      />
    </Dialog>
  );
}

type Target = SearchListItem & { ends: EdgeEnds };

function findTargets({ documents, types }: EditorSession, from: string): Target[] {
  const { document } = documents.getState().content;
  const source = document.steps.find(({ id }) => id === from);
  if (!source) return [];
  const { outputs } = portsOf(source, types);
  return outputs.flatMap((output) =>
    document.steps.flatMap((step) => {
      const { inputs } = portsOf(step, types);
      return inputs.flatMap((input): Target[] => {
        const ends = { from, port: output.name, to: step.id, toPort: input.name };
        if (refuseConnection(document, ends, types)) return [];
        const way = [outputs.length > 1 ? output.label : '', inputs.length > 1 ? input.label : ''].filter(Boolean);
        return [
          {
            id: `${output.name}:${step.id}:${input.name}`,
            label: outputs.length > 1 ? `${output.label} → ${step.name}` : step.name,
            hint: [types.get(step.type)?.label, ...way.slice(1)].filter(Boolean).join(' · '),
            ends,
          },
        ];
      });
    }),
  );
}
