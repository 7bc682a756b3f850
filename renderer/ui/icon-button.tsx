import { Tooltip } from '@mantine/core';
import type { LucideIcon } from 'lucide-react';
import type { ButtonHTMLAttributes, Ref } from 'react';
import { classNames } from './class-names.ts';
import styles from './icon-button.module.css';
import { formatKeys } from './key-hint.tsx';

export type IconButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'type' | 'children'> & {
  icon: LucideIcon;
  /** Its name for assistive technology and its tooltip. */
  label: string;
  /** The shortcut shown in the tooltip, as in `Mod+B`. */
  keys?: string;
  size?: 'medium' | 'small';
  /** For a button that stays on or off. */
  pressed?: boolean;
  ref?: Ref<HTMLButtonElement>;
};

/** A button of an icon alone: at least 24 × 24, with a name and a tooltip on hover and focus. */
export function IconButton({ icon: Icon, label, keys, size = 'medium', pressed, className, ...rest }: IconButtonProps) {
  return (
    <Tooltip
      label={keys ? `${label} (${formatKeys(keys)})` : label}
      events={{ hover: true, focus: true, touch: false }}
    >
      <button
        {...rest}
        type="button"
        className={classNames(styles.iconButton, className)}
        data-size={size}
        aria-label={label}
        aria-pressed={pressed}
      >
        <Icon size={size === 'small' ? 16 : 20} strokeWidth={1.75} aria-hidden />
      </button>
    </Tooltip>
  );
}
