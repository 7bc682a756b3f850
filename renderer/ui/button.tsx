import { LoaderCircle, type LucideIcon } from 'lucide-react';
import type { ButtonHTMLAttributes, Ref } from 'react';
import styles from './button.module.css';
import { classNames } from './class-names.ts';

export type ButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'type'> & {
  /** `primary` is the one main action of a screen or dialog; `ghost` has no border. */
  variant?: 'primary' | 'secondary' | 'ghost' | 'danger';
  size?: 'medium' | 'small';
  icon?: LucideIcon;
  /** An icon after the text, as on a menu button. */
  trailingIcon?: LucideIcon;
  /** While set the button spins, keeps its width, shows this text (“Testing…”) and ignores clicks. */
  busyLabel?: string | undefined;
  type?: 'button' | 'submit';
  ref?: Ref<HTMLButtonElement>;
};

/** A push button with text. While busy it stays focusable (`aria-disabled`), so focus isn't lost. */
export function Button({
  variant = 'secondary',
  size = 'medium',
  icon: Icon,
  trailingIcon: TrailingIcon,
  busyLabel,
  className,
  children,
  onClick,
  type = 'button',
  ...rest
}: ButtonProps) {
  const busy = busyLabel !== undefined;
  return (
    <button
      {...rest}
      type={type}
      className={classNames(styles.button, className)}
      data-variant={variant}
      data-size={size}
      aria-disabled={busy || rest['aria-disabled']}
      aria-busy={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    >
      {busy ? (
        <LoaderCircle className={styles.spinner} size={16} strokeWidth={1.75} aria-hidden />
      ) : (
        Icon && <Icon size={16} strokeWidth={1.75} aria-hidden />
      )}
      <span className={styles.labels}>
        <span aria-hidden={busy || undefined} data-hidden={busy || undefined}>
          {children}
        </span>
        {busy && <span>{busyLabel}</span>}
      </span>
      {TrailingIcon && <TrailingIcon size={16} strokeWidth={1.75} aria-hidden />}
    </button>
  );
}
