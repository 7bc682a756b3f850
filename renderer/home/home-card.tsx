import type { ReactNode } from 'react';
import type { MillraceError } from '../../shared/errors/index.ts';
import { ErrorCard, SkeletonRows } from '../ui/index.ts';
import styles from './home-card.module.css';

/** A card of Home: a heading, rows, and “See all” where there are more. Errors and loading stay inside it. */
export function HomeCard({
  title,
  seeAll,
  loading,
  error,
  onRetry,
  children,
}: {
  title: string;
  seeAll?: string | undefined;
  loading: boolean;
  error: MillraceError | undefined;
  onRetry: () => void;
  children: ReactNode;
}) {
  return (
    <section className={styles.card} aria-label={title}>
      <header className={styles.head}>
        <h2 className={styles.title}>{title}</h2>
        {seeAll && (
          <a className={styles.seeAll} href={seeAll} aria-label={`See all: ${title}`}>
            See all
          </a>
        )}
      </header>
      {loading && error && <ErrorCard error={error} onRetry={onRetry} />}
      {loading && !error && <SkeletonRows rows={3} />}
      {!loading && children}
    </section>
  );
}

/** The rows of a card. */
export function HomeRows({ children }: { children: ReactNode }) {
  return <ul className={styles.rows}>{children}</ul>;
}

/** One row: a link with something at its start and end. */
export function HomeRow({
  href,
  icon,
  name,
  detail,
  end,
}: {
  href: string;
  icon: ReactNode;
  name: string;
  detail?: ReactNode;
  end?: ReactNode;
}) {
  return (
    <li className={styles.row}>
      <a className={styles.link} href={href}>
        <span className={styles.icon}>{icon}</span>
        <span className={styles.texts}>
          <span className={styles.name} title={name}>
            {name}
          </span>
          {detail && <span className={styles.detail}>{detail}</span>}
        </span>
      </a>
      {end}
    </li>
  );
}

/** The sentence of a card that has nothing to show. */
export function NothingHere({ children }: { children: ReactNode }) {
  return <p className={styles.nothing}>{children}</p>;
}
