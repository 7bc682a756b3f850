import { CircleCheck, Eye, LoaderCircle, OctagonX, Server, TriangleAlert, WifiOff } from 'lucide-react';
import { formatCount } from '../format/count.ts';
import { formatClock } from '../format/time.ts';
import { type SavedState, useEditorStatus } from '../stores/editor-status.ts';
import { useAppInfo, useHostData } from '../stores/host-data.ts';
import { addressOf } from '../stores/navigation.ts';
import { useMay } from '../stores/rights.ts';
import { useOnline } from '../stores/use-online.ts';
import { NotificationList } from './notification-list.tsx';
import styles from './status-bar.module.css';

/** The line at the foot: the practice server, the network, and how the flow on screen stands. */
export function StatusBar() {
  const practice = useHostData((state) => state.practice.data);
  const active = useHostData(
    ({ flows }) => flows.data?.filter(({ activation }) => activation?.pausedAt === null).length,
  );
  const paused = useHostData(
    ({ flows }) => flows.data?.filter(({ activation }) => activation && activation.pausedAt !== null).length,
  );
  const { role } = useAppInfo();
  const mayEdit = useMay('editFlows');
  const online = useOnline();
  const editor = useEditorStatus((state) => state.status);
  return (
    <footer className={styles.bar} data-pane="Status bar">
      {practice && (
        <a className={styles.item} href={addressOf({ screen: 'settings', section: 'practice' })}>
          <Server size={14} strokeWidth={1.75} aria-hidden data-tone={practice.running ? 'ok' : undefined} />
          Practice server {practice.running ? 'on' : 'off'}
        </a>
      )}
      {!!active && <span className={styles.item}>{formatCount(active, 'flow')} active</span>}
      {!!paused && <span className={styles.item}>{formatCount(paused, 'flow')} paused</span>}
      {!online && (
        <span className={styles.item}>
          <WifiOff size={14} strokeWidth={1.75} aria-hidden />
          Offline
        </span>
      )}
      {role !== 'designer' && (
        <span className={styles.item}>
          <Eye size={14} strokeWidth={1.75} aria-hidden />
          Viewing as {role}
        </span>
      )}
      <span className={styles.space} />
      {editor && (
        <>
          {editor.note && <span className={styles.item}>{editor.note}</span>}
          {mayEdit && <Saved saved={editor.saved} />}
          <Problems errors={editor.errors} warnings={editor.warnings} onShow={editor.showProblems} />
          <span className={styles.item}>{Math.round(editor.zoomPercent)} %</span>
        </>
      )}
      <NotificationList />
    </footer>
  );
}

function Saved({ saved }: { saved: SavedState }) {
  switch (saved.kind) {
    case 'saving':
      return (
        <span className={styles.item}>
          <LoaderCircle size={14} strokeWidth={1.75} aria-hidden />
          Saving…
        </span>
      );
    case 'saved':
      return (
        <span className={styles.item}>
          <CircleCheck size={14} strokeWidth={1.75} aria-hidden />
          {saved.at ? `Saved ${formatClock(saved.at)}` : 'Saved'}
        </span>
      );
    case 'failed':
      return (
        <span className={styles.item} title={saved.message}>
          <OctagonX size={14} strokeWidth={1.75} aria-hidden data-tone="error" />
          Not saved
        </span>
      );
  }
}

function Problems({
  errors,
  warnings,
  onShow,
}: {
  errors: number;
  warnings: number;
  onShow: (() => void) | undefined;
}) {
  const count = errors + warnings;
  const Icon = errors > 0 ? OctagonX : TriangleAlert;
  if (count === 0) return null;
  const content = (
    <>
      <Icon size={14} strokeWidth={1.75} aria-hidden data-tone={errors > 0 ? 'error' : 'warn'} />
      {formatCount(count, 'problem')}
    </>
  );
  if (!onShow) return <span className={styles.item}>{content}</span>;
  return (
    <button type="button" className={styles.item} onClick={onShow}>
      {content}
    </button>
  );
}
