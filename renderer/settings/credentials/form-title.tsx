import { type ReactNode, useEffect, useRef } from 'react';
import styles from './credentials.module.css';

/** The heading of a form that takes the page's place; it takes focus when it appears. */
export function FormTitle({ children }: { children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <h2 className={styles.formTitle} tabIndex={-1} ref={heading}>
      {children}
    </h2>
  );
}
