import { CircleCheck, CircleDashed, LoaderCircle, OctagonX } from 'lucide-react';
import styles from './test-line-list.module.css';
import type { ShownLine } from './test-lines.ts';

const looks = {
  succeeded: { icon: CircleCheck, words: 'succeeded' },
  failed: { icon: OctagonX, words: 'failed' },
  notRun: { icon: CircleDashed, words: 'not tried' },
  running: { icon: LoaderCircle, words: 'under way' },
};

/** The lines of a test: reach the host, sign in, read from it. Each says in words how it ended. */
export function TestLineList({ lines, host }: { lines: readonly ShownLine[]; host: string | undefined }) {
  const words = { reach: `Reach ${host ?? 'the service'}`, signIn: 'Sign in', api: 'Read your objects' };
  return (
    <ol className={styles.lines} aria-label="Test">
      {lines.map(({ step, status }) => {
        const { icon: Icon, words: state } = looks[status];
        return (
          <li key={step} data-status={status}>
            <Icon size={20} strokeWidth={1.75} aria-hidden />
            <span>
              {words[step]}
              <span className="visually-hidden">, {state}</span>
            </span>
          </li>
        );
      })}
    </ol>
  );
}
