import { Gauge } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { formatCount, formatNumber } from '../format/count.ts';
import { useHost } from '../host/host-context.tsx';
import { useResource } from '../host/use-resource.ts';
import { showActionError } from '../stores/action-error.ts';
import { useMay } from '../stores/rights.ts';
import { announce, Button, ErrorCard, focusWrongNumber, NumberField } from '../ui/index.ts';
import styles from './budget-section.module.css';
import sections from './connection-screen.module.css';

/**
 * How many calls the connection may make a day, and how many it made: in force at once, without a test. `isAsked` brings
 * the limit into focus.
 */
export function BudgetSection({ connectionId, isAsked }: { connectionId: string; isAsked: boolean }) {
  const client = useHost();
  const mayChange = useMay('manageConnections');
  const resource = useResource(`budget ${connectionId}`, () => client.budgets.get({ connectionId }), {
    refreshOn: (change) => change.type === 'runs.changed' || change.type === 'connections.changed',
  });
  const [draft, setDraft] = useState<{ value: number | undefined }>();
  const [saving, setSaving] = useState(false);
  const { data: budget, error } = resource;
  const form = useRef<HTMLFormElement>(null);
  const isShown = budget !== undefined;
  useEffect(() => {
    if (isAsked && isShown) form.current?.querySelector('input')?.focus();
  }, [isAsked, isShown]);

  const save = async (limit: number | undefined) => {
    setSaving(true);
    try {
      const { dailyCalls } = await client.budgets.set({ connectionId, dailyCalls: limit ?? null });
      announce(dailyCalls === null ? 'No limit now.' : `At most ${formatCount(dailyCalls, 'call')} a day now.`);
      await resource.refresh();
      setDraft(undefined);
    } catch (thrown) {
      showActionError('The limit couldn’t be saved', thrown);
    }
    setSaving(false);
  };

  return (
    <section className={sections.section} aria-labelledby="connection-budget">
      <h2 id="connection-budget">Calls a day</h2>
      {error && !budget && <ErrorCard error={error} title="The calls couldn’t be read" />}
      {budget && (
        <>
          <p>
            {budget.dailyCalls === null
              ? `${formatCount(budget.callsToday, 'call')} made today.`
              : `${formatNumber(budget.callsToday)} of ${formatCount(budget.dailyCalls, 'call')} made today.`}{' '}
            At the limit, runs pause. They go on by themselves after midnight, or when you raise it.
          </p>
          {mayChange && (
            <form
              className={styles.form}
              ref={form}
              onSubmit={(event) => {
                event.preventDefault();
                if (!focusWrongNumber(event.currentTarget) && draft) void save(draft.value);
              }}
            >
              <NumberField
                label="Most calls a day"
                placeholder="No limit"
                minimum={1}
                maximum={1_000_000_000}
                whole
                value={draft ? draft.value : (budget.dailyCalls ?? undefined)}
                onChange={(value) => setDraft({ value })}
              />
              <Button type="submit" icon={Gauge} busyLabel={saving ? 'Saving…' : undefined}>
                Save limit
              </Button>
            </form>
          )}
        </>
      )}
    </section>
  );
}
