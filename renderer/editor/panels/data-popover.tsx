import { Copy, PanelBottomOpen, X } from 'lucide-react';
import { type CSSProperties, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useLookedAtData } from '../../inspector/use-looked-at-data.ts';
import { usePortRecords } from '../../inspector/use-port-records.ts';
import { edgesOf } from '../../stores/actions.ts';
import { useRun, useSession, useView } from '../../stores/session.ts';
import { Button } from '../../ui/button.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { copyRecords } from './copy-records.ts';
import styles from './data-popover.module.css';

/** How many records the popover shows (ui.md §6.4). */
const SHOWN = 5;

/** The first records that went over an edge, beside its count. */
export function DataPopover() {
  const edge = useView(({ previewEdge }) => previewEdge);
  return edge ? <OpenPopover key={edge} edgeId={edge} /> : null;
}

function OpenPopover({ edgeId }: { edgeId: string }) {
  const session = useSession();
  const { view, documents } = session;
  const ends = edgesOf(session).get(edgeId);
  const { records, total, loading, error } = usePortRecords(ends?.from, ends?.port, 0, SHOWN);
  const count = useRun(({ state }) => (ends ? state?.steps[ends.from]?.out[ends.port] : undefined)) ?? 0;
  const from = documents.getState().content.document.steps.find(({ id }) => id === ends?.from);
  useLookedAtData(records.length > 0);
  const frame = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<CSSProperties>({ visibility: 'hidden' });
  const close = () => view.getState().set({ previewEdge: undefined });

  useLayoutEffect(() => {
    const anchor = document.querySelector(`[data-testid="edge-count-${edgeId}"]`)?.getBoundingClientRect();
    const box = frame.current?.getBoundingClientRect();
    if (!anchor || !box) return;
    const below = anchor.bottom + 8 + box.height < window.innerHeight;
    const top = below ? anchor.bottom + 8 : Math.max(8, anchor.top - box.height - 8);
    const left = Math.max(
      8,
      Math.min(anchor.left + anchor.width / 2 - box.width / 2, window.innerWidth - box.width - 8),
    );
    setPlace({ top, left });
    frame.current?.focus();
  }, [edgeId]);
  useEffect(() => {
    const onPointerDown = (event: PointerEvent) => {
      if (!frame.current?.contains(event.target as Node)) view.getState().set({ previewEdge: undefined });
    };
    document.addEventListener('pointerdown', onPointerDown, true);
    return () => document.removeEventListener('pointerdown', onPointerDown, true);
  }, [view]);

  return (
    <div
      ref={frame}
      className={styles.popover}
      style={place}
      role="dialog"
      aria-label={`Data after ${from?.name ?? 'this step'}`}
      tabIndex={-1}
      data-testid="data-popover"
      onKeyDown={(event) => event.key === 'Escape' && close()}
    >
      <div className={styles.head}>
        <span className={styles.title}>
          {from?.name}
          <span className={styles.count}>
            {count > SHOWN
              ? `first ${SHOWN} of ${count.toLocaleString('en-US')} records`
              : `${count} ${count === 1 ? 'record' : 'records'}`}
          </span>
        </span>
        <IconButton icon={X} label="Close" size="small" onClick={close} />
      </div>
      <div className={styles.body}>
        {loading ? (
          <div className={styles.message}>
            <Skeleton width="60%" />
          </div>
        ) : error ? (
          <p className={styles.message}>
            {error.message} {error.why}
          </p>
        ) : count === 0 ? (
          <p className={styles.message}>0 records — later steps didn’t run.</p>
        ) : total === 0 ? (
          <p className={styles.message}>The records of this run weren’t kept.</p>
        ) : (
          <DataTable records={records} label={`First records after ${from?.name ?? 'this step'}`} />
        )}
      </div>
      <div className={styles.foot}>
        <Button
          size="small"
          icon={PanelBottomOpen}
          onClick={() =>
            view.getState().set({ bottomOpen: true, bottomTab: 'data', dataEdge: edgeId, previewEdge: undefined })
          }
        >
          Open in panel
        </Button>
        <Button size="small" variant="ghost" icon={Copy} onClick={() => copyRecords(records)}>
          Copy as JSON
        </Button>
      </div>
    </div>
  );
}
