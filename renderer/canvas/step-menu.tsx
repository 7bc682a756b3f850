import {
  Braces,
  CirclePause,
  Copy,
  Crosshair,
  Ellipsis,
  Link,
  Pencil,
  Pin,
  PinOff,
  Power,
  SquareArrowOutUpRight,
  Trash,
  Unlink,
} from 'lucide-react';
import { useContext } from 'react';
import { toggleSteps } from '../commands/change-step.ts';
import { copyAction, deleteSelectionAction, pasteAction } from '../stores/actions.ts';
import { EditorRunContext, useDocument, useSession } from '../stores/session.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Menu, type MenuGroup } from '../ui/menu.tsx';
import { tell } from './tell.ts';

/** The `⋯` menu of a step. */
export function StepMenu({ stepId, name, off }: { stepId: string; name: string; off: boolean }) {
  const session = useSession();
  const editor = useContext(EditorRunContext);
  const pinned = useDocument(({ content }) => content.document.pinned?.[stepId] !== undefined);
  const takesRecords = useDocument(({ content }) => content.document.edges.some(({ to }) => to === stepId));
  const { view, documents, editable } = session;
  const set = view.getState().set;
  const chooseFirst = (run: () => void) => () => {
    view.getState().select([stepId]);
    run();
  };
  const connecting: MenuGroup = [
    { label: 'Connect to…', icon: Link, keys: 'C', onSelect: () => set({ connectFrom: stepId }) },
    { label: 'Disconnect…', icon: Unlink, keys: 'X', onSelect: () => set({ disconnectFrom: stepId }) },
  ];
  const changing: MenuGroup = [
    { label: 'Rename', icon: Pencil, keys: 'F2', onSelect: () => set({ renaming: stepId }) },
    {
      label: 'Duplicate',
      icon: Copy,
      keys: 'Mod+D',
      onSelect: chooseFirst(() => tell(session, pasteAction(session, copyAction(session) ?? ''))),
    },
    {
      label: off ? 'Turn on' : 'Turn off',
      icon: Power,
      keys: 'Shift+D',
      onSelect: () => {
        const { content, apply } = documents.getState();
        apply(toggleSteps(content.document, [stepId]));
      },
    },
  ];
  const testing: MenuGroup = [
    {
      label: pinned ? 'Unpin output' : 'Pin output',
      icon: pinned ? PinOff : Pin,
      keys: 'P',
      onSelect: () => set({ pinning: stepId }),
    },
    ...(pinned ? [{ label: 'Edit pinned data…', icon: Braces, onSelect: () => set({ editedPin: stepId }) }] : []),
  ];
  const stops = view.getState().breakpoints.some(({ step }) => step === stepId);
  const stopping: MenuGroup = [
    {
      label: stops ? 'Change breakpoint…' : 'Add breakpoint…',
      icon: CirclePause,
      ...(takesRecords ? {} : { unavailable: 'Nothing comes in here to stop at.' }),
      onSelect: () => set({ editedBreakpoint: stepId }),
    },
  ];
  const deleting: MenuGroup = [
    {
      label: 'Delete',
      icon: Trash,
      keys: 'Delete',
      danger: true,
      onSelect: chooseFirst(() => tell(session, deleteSelectionAction(session))),
    },
  ];
  return (
    <span className="nodrag nopan">
      <Menu
        label={`Actions for ${name}`}
        opener={<IconButton icon={Ellipsis} label={`Actions for ${name}`} size="small" tabIndex={-1} />}
        groups={[
          [
            {
              label: 'Open settings',
              icon: SquareArrowOutUpRight,
              keys: 'Enter',
              onSelect: chooseFirst(() => set({ inspectorOpen: true, inspectorTab: 'settings' })),
            },
            ...(editor ? [{ label: 'Run this step', icon: Crosshair, onSelect: () => editor.runOnly(stepId) }] : []),
            ...(editable ? connecting : []),
          ],
          ...(editable ? [changing, testing] : []),
          ...(editor ? [stopping] : []),
          ...(editable ? [deleting] : []),
        ]}
      />
    </span>
  );
}
