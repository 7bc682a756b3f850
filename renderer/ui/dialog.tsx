import { Modal } from '@mantine/core';
import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import { Button } from './button.tsx';
import styles from './dialog.module.css';
import { focusContent } from './kept-focus.ts';
import { focusWrongNumber } from './number-field.tsx';

/**
 * A modal dialog: traps focus, closes with Esc, gives focus back to its opener. `title` is a question or statement
 * naming the object. With `onSubmit` its content is a form, so Enter in a field submits, unless a
 * number in it is wrong.
 */
export function Dialog({
  open,
  title,
  onClose,
  children,
  actions,
  onSubmit,
  size = 'small',
}: {
  open: boolean;
  title: string;
  onClose: () => void;
  children: ReactNode;
  /** Buttons at the foot, the primary one last. */
  actions: ReactNode;
  onSubmit?: () => void;
  size?: 'small' | 'medium' | 'large';
}) {
  useFocusReturn();
  const content = (
    <>
      <div className={styles.body}>{children}</div>
      <div className={styles.actions}>{actions}</div>
    </>
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!focusWrongNumber(event.currentTarget)) onSubmit?.();
  };
  return (
    <Modal
      opened={open}
      onClose={onClose}
      title={<span title={title}>{title}</span>}
      centered
      // Locking the scroll would add an inline <style>, which the content security policy refuses.
      lockScroll={false}
      size={{ small: '28rem', medium: '38rem', large: '56rem' }[size]}
      closeButtonProps={{ 'aria-label': 'Close' }}
      overlayProps={{ color: 'transparent', className: styles.overlay ?? '' }}
      classNames={{
        content: styles.content ?? '',
        header: styles.header ?? '',
        title: styles.title ?? '',
        body: styles.frame ?? '',
      }}
    >
      {onSubmit ? <form onSubmit={submit}>{content}</form> : content}
    </Modal>
  );
}

/**
 * Gives focus back to what had it when the dialog was mounted, or to the content where that is gone. The library does so
 * only for a dialog that stays mounted while it is closed.
 */
function useFocusReturn(): void {
  const [opener] = useState(findOpener);
  useEffect(
    () => () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
      else focusContent();
    },
    [opener],
  );
}

/** What has the focus. An item of a menu is gone by the time the dialog closes, so for one it is the menu's button. */
function findOpener(): Element | null {
  const focused = document.activeElement;
  const menu = focused?.closest('[role="menu"]');
  return menu ? document.getElementById(menu.getAttribute('aria-labelledby') ?? '') : focused;
}

/** A dialog that asks before something wide or lasting. The button repeats the verb. */
export function ConfirmDialog({
  open,
  title,
  children,
  verb,
  danger,
  busyLabel,
  onConfirm,
  onClose,
}: {
  open: boolean;
  title: string;
  children: ReactNode;
  verb: string;
  danger?: boolean;
  busyLabel?: string | undefined;
  onConfirm: () => void;
  onClose: () => void;
}) {
  return (
    <Dialog
      open={open}
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant={danger ? 'danger' : 'primary'} busyLabel={busyLabel} onClick={onConfirm}>
            {verb}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}
