import styles from './key-hint.module.css';

/** Whether the page is shown on a Mac, whose app stays in the Dock without a window. */
export const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);

const macSymbols: Record<string, string> = { Mod: '⌘', Shift: '⇧', Alt: '⌥', Ctrl: '⌃', Enter: '↵' };

/** A shortcut as this computer's keyboard names it: `Mod+K` is `⌘K` on macOS and `Ctrl+K` elsewhere. */
export function formatKeys(keys: string): string {
  const parts = keys.split('+');
  if (isMac) return parts.map((part) => macSymbols[part] ?? part).join('');
  return parts.map((part) => (part === 'Mod' ? 'Ctrl' : part)).join('+');
}

/** A shortcut set as a key cap. */
export function KeyHint({ keys }: { keys: string }) {
  return <kbd className={styles.keys}>{formatKeys(keys)}</kbd>;
}
