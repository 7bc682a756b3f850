import { create } from 'zustand';

/** A result of the person's own action, with at most one thing to do about it. */
export type Toast = {
  id: number;
  text: string;
  tone: 'ok' | 'info';
  action?: { label: string; run: () => void };
  shownAt: Date;
};

type ToastState = { shown: Toast[]; history: Toast[]; nextId: number };

/** How many toasts are on screen at once, and how many the notification list keeps (ui.md §3). */
const SHOWN_AT_ONCE = 3;
const KEPT = 50;

/** Toasts on screen and the notification list behind them. */
export const useToasts = create<ToastState>(() => ({ shown: [], history: [], nextId: 1 }));

/** Shows a toast. Errors are never shown this way alone: they need a place that stays. */
export function showToast(text: string, options: { tone?: Toast['tone']; action?: Toast['action'] } = {}): void {
  useToasts.setState((state) => {
    const toast: Toast = { id: state.nextId, text, tone: options.tone ?? 'ok', shownAt: new Date() };
    if (options.action) toast.action = options.action;
    return {
      nextId: state.nextId + 1,
      shown: [...state.shown, toast].slice(-SHOWN_AT_ONCE),
      history: [toast, ...state.history].slice(0, KEPT),
    };
  });
}

/** Takes a toast off the screen; it stays in the notification list. */
export function dismissToast(id: number): void {
  useToasts.setState((state) => ({ shown: state.shown.filter((toast) => toast.id !== id) }));
}

/** Takes all toasts off the screen, as when the notification list is opened. */
export function dismissAllToasts(): void {
  useToasts.setState({ shown: [] });
}
