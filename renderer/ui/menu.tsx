import { Menu as MantineMenu } from '@mantine/core';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { KeyHint } from './key-hint.tsx';
import styles from './menu.module.css';

export type MenuItem = {
  label: string;
  icon?: LucideIcon;
  keys?: string;
  onSelect: () => void;
  danger?: boolean;
  /** Why it can't be chosen now; the item stays visible with this text. */
  unavailable?: string;
};

/** An item that opens a list of which one is chosen. */
export type MenuChoice = { label: string; choices: { label: string; chosen: boolean; onSelect: () => void }[] };

/** A group of items; groups are set apart by a line. */
export type MenuGroup = (MenuItem | MenuChoice)[];

/** A button that opens a menu. `opener` is one focusable element, as an `IconButton`. */
export function Menu({
  opener,
  groups,
  label,
  align = 'end',
  onOpenChange,
}: {
  opener: ReactNode;
  groups: MenuGroup[];
  label: string;
  align?: 'start' | 'end';
  onOpenChange?: (open: boolean) => void;
}) {
  return (
    <MantineMenu
      // Focus goes to the first item; the placeholder that would take it isn't allowed inside a menu.
      withInitialFocusPlaceholder={false}
      position={align === 'end' ? 'bottom-end' : 'bottom-start'}
      classNames={{ dropdown: styles.dropdown ?? '', item: styles.item ?? '', divider: styles.divider ?? '' }}
      {...(onOpenChange ? { onChange: onOpenChange } : {})}
    >
      <MantineMenu.Target>{opener}</MantineMenu.Target>
      <MantineMenu.Dropdown aria-label={label}>
        <MenuItems groups={groups} />
      </MantineMenu.Dropdown>
    </MantineMenu>
  );
}

function MenuItems({ groups }: { groups: MenuGroup[] }) {
  return groups
    .filter((group) => group.length > 0)
    .map((group, index) => (
      <div key={group.map((item) => item.label).join()} role="none">
        {index > 0 && <MantineMenu.Divider />}
        {group.map((item) =>
          'choices' in item ? <Choices key={item.label} {...item} /> : <Item key={item.label} {...item} />,
        )}
      </div>
    ));
}

function Item({ label, icon: Icon, keys, onSelect, danger, unavailable }: MenuItem) {
  return (
    <MantineMenu.Item
      onClick={onSelect}
      disabled={unavailable !== undefined}
      data-danger={danger || undefined}
      leftSection={Icon && <Icon size={16} strokeWidth={1.75} aria-hidden />}
      rightSection={keys && <KeyHint keys={keys} />}
    >
      {label}
      {unavailable && <span className={styles.reason}>{unavailable}</span>}
    </MantineMenu.Item>
  );
}

function Choices({ label, choices }: MenuChoice) {
  return (
    <MantineMenu.Sub>
      <MantineMenu.Sub.Target>
        <MantineMenu.Sub.Item leftSection={<span className={styles.noIcon} />}>{label}</MantineMenu.Sub.Item>
      </MantineMenu.Sub.Target>
      <MantineMenu.Sub.Dropdown aria-label={label}>
        <MantineMenu.RadioGroup value={choices.find(({ chosen }) => chosen)?.label ?? null}>
          {choices.map(({ label: choice, onSelect }) => (
            <MantineMenu.RadioItem key={choice} value={choice} onChange={onSelect}>
              {choice}
            </MantineMenu.RadioItem>
          ))}
        </MantineMenu.RadioGroup>
      </MantineMenu.Sub.Dropdown>
    </MantineMenu.Sub>
  );
}
