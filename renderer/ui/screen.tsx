import { type ReactNode, useEffect, useRef } from 'react';
import { announce } from './live-regions.tsx';
import styles from './screen.module.css';
import { useScrollsByKey } from './scrolls-by-key.ts';

/** The product's name, as in every window title. */
const PRODUCT = 'Millrace';

/**
 * The frame of a screen: its one `h1`, which is also the window's title, its actions, and the content below. When a
 * screen appears and focus was left nowhere, the heading takes it.
 */
export function Screen({
  title,
  hideHeading,
  detail,
  before,
  actions,
  toolbar,
  children,
  width = 'full',
  phase,
}: {
  /** Text of the heading and of the window's title. */
  title: string;
  /** Leaves the heading to assistive technology, where the screen opens with something warmer. */
  hideHeading?: boolean;
  /** Stands beside the heading: a count, a status. */
  detail?: ReactNode;
  /** Stands above the heading: the way back. */
  before?: ReactNode;
  actions?: ReactNode;
  /** A second row of the header: search and filters. */
  toolbar?: ReactNode;
  children: ReactNode;
  /** `reading` keeps text at a width that reads well. */
  width?: 'full' | 'reading';
  /** Names what the screen shows of its thing: with another phase come other buttons, and the one with focus may go. */
  phase?: string;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const scrollsByKey = useScrollsByKey(body, title);
  useScreenTitle(title);
  const shownPhase = useRef<string | null | undefined>(null);
  useEffect(() => {
    if (shownPhase.current === phase) return;
    shownPhase.current = phase;
    if (document.activeElement === null || document.activeElement === document.body) heading.current?.focus();
  }, [phase]);
  return (
    <div className={styles.screen} data-width={width}>
      <header className={styles.header}>
        {before && <div className={styles.before}>{before}</div>}
        <div className={styles.top}>
          <div className={styles.titles}>
            <h1 ref={heading} tabIndex={-1} className={hideHeading ? 'visually-hidden' : styles.heading}>
              {title}
            </h1>
            {detail && <div className={styles.detail}>{detail}</div>}
          </div>
          {actions && <div className={styles.actions}>{actions}</div>}
        </div>
        {toolbar && <div className={styles.toolbar}>{toolbar}</div>}
      </header>
      <div ref={body} className={styles.body} {...scrollsByKey}>
        {children}
      </div>
    </div>
  );
}

let lastAnnounced = '';

/** Sets the window's title, as in “Connections — Millrace”, and says it when the screen changes. */
export function useScreenTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? PRODUCT : `${title} — ${PRODUCT}`;
    if (lastAnnounced !== '' && lastAnnounced !== title) announce(title);
    lastAnnounced = title;
  }, [title]);
}
