import type { LucideIcon } from 'lucide-react';
import type { AnchorHTMLAttributes } from 'react';
import styles from './button.module.css';
import { classNames } from './class-names.ts';

/** A link that looks like a button: for going somewhere, where a button would do something. */
export function LinkButton({
  variant = 'secondary',
  size = 'medium',
  icon: Icon,
  className,
  children,
  ...rest
}: AnchorHTMLAttributes<HTMLAnchorElement> & {
  href: string;
  variant?: 'primary' | 'secondary' | 'ghost';
  size?: 'medium' | 'small';
  icon?: LucideIcon;
}) {
  return (
    <a {...rest} className={classNames(styles.button, className)} data-variant={variant} data-size={size}>
      {Icon && <Icon size={16} strokeWidth={1.75} aria-hidden />}
      <span>{children}</span>
    </a>
  );
}
