import { type CSSProperties, useEffect, useMemo, useRef, useState } from 'react';
import { focusStep } from '../../canvas/canvas-keys.ts';
import { SearchList } from '../../canvas/search-list.tsx';
import { tell } from '../../canvas/tell.ts';
import type { AddTarget } from '../../commands/add-step.ts';
import { placeConnection } from '../../commands/slots.ts';
import { addStepAction } from '../../stores/actions.ts';
import { type EditorSession, useConnections, useSession, useView } from '../../stores/session.ts';
import type { PickerRequest } from '../../stores/view-store.ts';
import { announce } from '../../ui/live-regions.tsx';
import { connectionItems, type PickerItem, stepItems, suggestItems } from './picker-items.ts';
import { PickerIcon, pickerHint } from './picker-row.tsx';
import { searchSteps } from './search-steps.ts';
import styles from './step-picker.module.css';

const WIDTH = 400;
const HEIGHT = 520;

/** The step picker, where one is asked for. */
export function StepPicker() {
  const request = useView(({ picker }) => picker);
  return request ? <OpenPicker request={request} /> : null;
}

function OpenPicker({ request }: { request: PickerRequest }) {
  const session = useSession();
  const { types, connectors, view } = session;
  const connections = useConnections();
  const [query, setQuery] = useState('');
  const frame = useRef<HTMLDivElement>(null);
  const opener = useRef(document.activeElement);
  const steps = useMemo(() => stepItems(types.values(), connectors), [types, connectors]);
  const items = useMemo(
    () => offer(session, request, steps, connectionItems(connections, connectors), query),
    [session, request, steps, connections, connectors, query],
  );

  const close = (refocus: boolean) => {
    view.getState().set({ picker: undefined });
    if (refocus && opener.current instanceof HTMLElement) opener.current.focus();
  };
  useEffect(() => {
    if (query !== '') announce(`${items.length} ${items.length === 1 ? 'result' : 'results'}.`);
  }, [items.length, query]);
  useEffect(() => {
    const onPointerDown = (event: PointerEvent) => {
      if (!frame.current?.contains(event.target as Node)) view.getState().set({ picker: undefined });
    };
    document.addEventListener('pointerdown', onPointerDown, true);
    return () => document.removeEventListener('pointerdown', onPointerDown, true);
  }, [view]);

  return (
    <div
      ref={frame}
      className={styles.picker}
      style={placeOf(request.at)}
      role="dialog"
      aria-label="Add a step"
      data-testid="picker"
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Escape') close(true);
      }}
    >
      <SearchList
        label="Search steps and connections"
        placeholder="Search steps, connections…"
        testId="picker-search"
        query={query}
        onQuery={setQuery}
        items={items.map((item) => ({ ...item, icon: <PickerIcon item={item} />, hint: pickerHint(item) }))}
        empty={`No step called “${query}”.`}
        onChoose={(item) => {
          close(false);
          choose(session, item, request.target);
        }}
      />
      <p className={styles.keys} aria-hidden>
        ↑↓ move · ↵ add · Esc close
      </p>
    </div>
  );
}

function choose(session: EditorSession, item: PickerItem, target: AddTarget): void {
  if (item.kind === 'step') {
    const told = addStepAction(session, item.manifest, target);
    tell(session, told);
    focusStep(session, told.stepId);
    return;
  }
  const at: [number, number] = target.kind === 'place' ? target.at : [0, 160];
  session.documents.getState().apply(placeConnection(item.connection, at));
  announce(`Placed ${item.label} on the canvas.`);
}

function offer(
  { documents, types }: EditorSession,
  { target, after }: PickerRequest,
  steps: (PickerItem & { kind: 'step' })[],
  connections: PickerItem[],
  query: string,
): PickerItem[] {
  const { document } = documents.getState().content;
  const anchor =
    target.kind === 'edge'
      ? target.edge.from
      : target.kind === 'after'
        ? target.step
        : target.kind === 'place'
          ? target.from?.step
          : undefined;
  const before = document.steps.find(({ id }) => id === anchor);
  const fitting = anchor === undefined ? steps : steps.filter(({ manifest }) => !manifest.trigger);
  if (query.trim() !== '') {
    const found = searchSteps([...fitting, ...connections], query);
    if (found.length > 0) return found.map((item) => ({ ...item, section: '' }));
    return fitting
      .filter(({ manifest }) => manifest.type === 'http.request')
      .map((item) => ({
        ...item,
        section: `No step called “${query}”. Try “HTTP request” to call any web service.`,
      }));
  }
  const suggested = suggestItems(fitting, before ? types.get(before.type) : undefined, after);
  return [...suggested, ...fitting, ...(anchor === undefined ? connections : [])];
}

/** Beside the opener, turned back into view; in the middle without one. */
function placeOf(at: { x: number; y: number } | undefined): CSSProperties {
  const height = Math.min(HEIGHT, window.innerHeight - 32);
  if (!at) return { left: (window.innerWidth - WIDTH) / 2, top: (window.innerHeight - height) / 2, height };
  const left = Math.max(16, Math.min(at.x, window.innerWidth - WIDTH - 16));
  const top = Math.max(16, Math.min(at.y, window.innerHeight - height - 16));
  return { left, top, height };
}
