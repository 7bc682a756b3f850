import { Popover } from '@mantine/core';
import { Bell } from 'lucide-react';
import { useState } from 'react';
import { formatClock } from '../format/time.ts';
import { dismissAllToasts, IconButton, useToasts } from '../ui/index.ts';
import styles from './notification-list.module.css';

/** The toasts that were shown, newest first, behind the bell of the status bar. */
export function NotificationList() {
  const history = useToasts((state) => state.history);
  const [open, setOpen] = useState(false);
  const toggle = () => {
    dismissAllToasts();
    setOpen(!open);
  };
  return (
    <Popover opened={open} onChange={setOpen} position="top-end" trapFocus returnFocus>
      <Popover.Target>
        <IconButton icon={Bell} label="Notifications" size="small" onClick={toggle} />
      </Popover.Target>
      <Popover.Dropdown className={styles.list ?? ''} aria-label="Notifications">
        {history.length === 0 ? (
          <p className={styles.none}>No notifications since Millrace was opened.</p>
        ) : (
          <ul>
            {history.map((toast) => (
              <li key={toast.id} className={styles.entry}>
                <span>{toast.text}</span>
                <time className={styles.time}>{formatClock(toast.shownAt)}</time>
              </li>
            ))}
          </ul>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
