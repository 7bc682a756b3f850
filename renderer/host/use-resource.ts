import { useCallback, useEffect, useRef, useState } from 'react';
import type { HostChange } from '../../shared/contract/index.ts';
import { type MillraceError, toMillraceError } from '../../shared/errors/index.ts';
import { useHostChanges } from './host-context.tsx';

/** Skeletons appear only after this time, so quick answers don't flicker (ui.md §3). */
export const SKELETON_AFTER_MS = 200;

/** Something asked of the host. `data` stays while it is asked again. */
export type Resource<Data> = {
  data: Data | undefined;
  error: MillraceError | undefined;
  /** True while the first answer is awaited for longer than 200 ms. */
  showSkeleton: boolean;
  /** Asks again; resolves when the answer is there. */
  refresh: () => Promise<void>;
};

/**
 * Asks the host when mounted and again whenever `key` changes, after a reconnect, and on the changes that `refreshOn`
 * picks. An answer that was overtaken by a later one is dropped.
 *
 * @param key says what is asked; a new key starts from nothing.
 */
export function useResource<Data>(
  key: string,
  load: () => Promise<Data>,
  options: { refreshOn?: (change: HostChange) => boolean } = {},
): Resource<Data> {
  const [answer, setAnswer] = useState<{ key: string; data?: Data; error?: MillraceError }>({ key });
  const [late, setLate] = useState(false);
  const latestLoad = useRef(load);
  const asked = useRef(0);
  useEffect(() => {
    latestLoad.current = load;
  });

  const ask = useCallback(async (forKey: string) => {
    asked.current += 1;
    const mine = asked.current;
    try {
      const data = await latestLoad.current();
      if (mine === asked.current) setAnswer({ key: forKey, data });
    } catch (thrown) {
      const error = toMillraceError(thrown);
      if (mine !== asked.current) return;
      // What was shown before is kept beside the error, so a hiccup doesn't empty the screen.
      setAnswer((before) =>
        before.key === forKey && before.data !== undefined
          ? { key: forKey, data: before.data, error }
          : { key: forKey, error },
      );
    }
  }, []);

  useEffect(() => {
    setLate(false);
    const timer = setTimeout(() => setLate(true), SKELETON_AFTER_MS);
    void ask(key);
    return () => {
      clearTimeout(timer);
      asked.current += 1;
    };
  }, [ask, key]);

  useHostChanges((change) => {
    if (change === undefined || options.refreshOn?.(change)) void ask(key);
  });

  const current = answer.key === key ? answer : { key };
  const refresh = useCallback(() => ask(key), [ask, key]);
  return {
    data: current.data,
    error: current.error,
    showSkeleton: late && current.data === undefined && current.error === undefined,
    refresh,
  };
}
