import type { RunSummary } from '../../shared/contract/index.ts';
import { useHostData } from '../stores/host-data.ts';
import { navigate, type RouteQuery } from '../stores/navigation.ts';
import { lookOfStatus, SearchField, SelectField, type SelectOption } from '../ui/index.ts';
import { periods } from './filter-runs.ts';
import styles from './run-filters.module.css';
import { startOf, wordOfStart } from './run-start.ts';

/** The filters over the runs list; what they are set to stands in its address. */
export function RunFilters({ runs, query }: { runs: readonly RunSummary[]; query: RouteQuery }) {
  const flows = useHostData((state) => state.flows.data);
  const change = (part: RouteQuery) => navigate({ screen: 'runs' }, { ...query, ...part }, { replace: true });
  const choice = (name: 'flow' | 'status' | 'trigger' | 'period', label: string, options: SelectOption[]) => (
    <div className={styles.choice}>
      <SelectField
        label={label}
        hideLabel
        value={query[name] ?? ''}
        options={options}
        onChange={(value) => change({ [name]: value ?? '' })}
      />
    </div>
  );
  const statuses = [...new Set([...runs.map(({ status }) => status), ...(query.status ? [query.status] : [])])];
  const starts = [...new Set([...runs.map(startOf), ...(query.trigger ? [query.trigger] : [])])];
  return (
    <>
      <SearchField label="Search runs" value={query.q ?? ''} onChange={(q) => change({ q })} />
      {choice('flow', 'Flow', [
        { value: '', label: 'Any flow' },
        ...(flows ?? []).map(({ id, name }) => ({ value: id, label: name })),
      ])}
      {choice('status', 'Status', [
        { value: '', label: 'Any status' },
        ...statuses.map((value) => ({ value, label: lookOfStatus(value).label })),
      ])}
      {choice('trigger', 'Trigger', [
        { value: '', label: 'Any trigger' },
        ...starts.map((value) => ({ value, label: wordOfStart(value) })),
      ])}
      {choice('period', 'Started', [...periods])}
    </>
  );
}
