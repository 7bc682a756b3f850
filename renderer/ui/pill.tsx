import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './pill.module.css';

/** A short label set apart from text: a tag (“PRACTICE”), a count, a chip with an icon. */
export function Pill({
  children,
  icon: Icon,
  tone = 'neutral',
  title,
}: {
  children: ReactNode;
  icon?: LucideIcon;
  tone?: 'neutral' | 'info' | 'ok' | 'warn' | 'error' | 'note';
  title?: string;
}) {
  return (
    <span className={styles.pill} data-tone={tone} title={title}>
      {Icon && <Icon size={12} strokeWidth={2} aria-hidden />}
      <span className={styles.text}>{children}</span>
    </span>
  );
}

const environmentTags: Record<string, { text: string; tone: 'warn' | 'info' }> = {
  production: { text: 'PROD', tone: 'warn' },
  practice: { text: 'PRACTICE', tone: 'info' },
};

/** The tag of a connection's environment: “PROD”, “PRACTICE”, or nothing. */
export function EnvironmentTag({ environment }: { environment: string }) {
  const tag = environmentTags[environment];
  return tag ? <Pill tone={tag.tone}>{tag.text}</Pill> : null;
}
