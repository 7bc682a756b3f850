import { useEffect, useRef, useState } from 'react';
import type { AuthorizationEvent } from '../../shared/contract/index.ts';
import { type MillraceError, toMillraceError } from '../../shared/errors/index.ts';

/** Asks the host to let a person approve; for a connection or for a principal of a named credential. */
export type AskApproval = (options: { signal: AbortSignal }) => Promise<AsyncIterable<AuthorizationEvent>>;
export type Waiting = Extract<AuthorizationEvent, { state: 'waiting' }>;
export type EnterCode = Extract<AuthorizationEvent, { state: 'enterCode' }>;
export type Approved = Extract<AuthorizationEvent, { state: 'approved' }>;

/** How an approval in the browser stands, and how to begin, repeat and leave it. */
export type Authorization = {
  waiting: Waiting | undefined;
  /** The code to enter at the service, where it is approved that way. */
  code: EnterCode | undefined;
  /** The page couldn't open the browser: the link has to be followed by hand. */
  blocked: boolean;
  error: MillraceError | undefined;
  busy: boolean;
  start(ask: AskApproval): Promise<void>;
  /** Leads the browser there, again or for the first time. */
  openAgain(): void;
  cancel(): void;
};

/** Lets a person approve access in the browser; leaving the component cancels it. */
export function useAuthorization(onApproved: (approved: Approved) => void): Authorization {
  const [state, setState] = useState<Pick<Authorization, 'waiting' | 'code' | 'blocked' | 'error' | 'busy'>>(idle);
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  const start = async (ask: AskApproval) => {
    running.current?.abort();
    const mine = new AbortController();
    running.current = mine;
    setState({ ...idle, busy: true });
    try {
      for await (const event of await ask({ signal: mine.signal })) {
        if (mine.signal.aborted) return;
        if (event.state === 'waiting') {
          setState({ ...idle, busy: true, waiting: event, blocked: !event.opened && !openInBrowser(event.url) });
        } else if (event.state === 'enterCode') {
          // The person reads the code first, and may enter it on another device.
          setState({ ...idle, busy: true, code: event });
        } else {
          setState(idle);
          onApproved(event);
        }
      }
    } catch (thrown) {
      if (!mine.signal.aborted) setState({ ...idle, error: toMillraceError(thrown) });
    }
  };

  return {
    ...state,
    start,
    openAgain: () => {
      const page = state.waiting ?? state.code;
      if (page) setState({ ...state, blocked: !openInBrowser(page.url) });
    },
    cancel: () => {
      running.current?.abort();
      setState(idle);
    },
  };
}

const idle = { waiting: undefined, code: undefined, blocked: false, error: undefined, busy: false };

/** True when a window opened. Its page can't reach back to this one. */
function openInBrowser(url: string): boolean {
  const opened = window.open(url, '_blank');
  if (opened) opened.opener = null;
  return opened !== null;
}
