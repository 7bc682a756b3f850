import styles from './skeleton.module.css';

/** A grey bar in the place of text that is still loading. `width` is any CSS length. */
export function Skeleton({ width = '100%', height = '0.875rem' }: { width?: string; height?: string }) {
  return <span className={styles.bar} style={{ width, height }} aria-hidden />;
}

/** Rows of a table or list that is still loading; assistive technology hears “Loading”. */
export function SkeletonRows({ rows = 6 }: { rows?: number }) {
  const widths = ['62%', '48%', '70%', '55%', '40%', '66%'];
  return (
    <div className={styles.rows} role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
        <div key={index} className={styles.row}>
          <Skeleton width={widths[index % widths.length] ?? '50%'} />
        </div>
      ))}
    </div>
  );
}
