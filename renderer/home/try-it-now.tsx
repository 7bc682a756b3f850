import { Circle, CircleCheck, Play, X } from 'lucide-react';
import { StepChain } from '../flows/step-chain.tsx';
import { useHost } from '../host/host-context.tsx';
import { useResource } from '../host/use-resource.ts';
import { useAppInfo } from '../stores/host-data.ts';
import { addressOf } from '../stores/navigation.ts';
import { useMay } from '../stores/rights.ts';
import { type Checklist, changeSetting, useSetting } from '../stores/settings.ts';
import { IconButton, LinkButton } from '../ui/index.ts';
import styles from './try-it-now.module.css';

const items: { key: keyof Checklist; label: string }[] = [
  { key: 'ranSample', label: 'Run the sample' },
  { key: 'lookedAtData', label: 'Look at a step’s data' },
  { key: 'changedFilter', label: 'Change the filter' },
  { key: 'connectedOwn', label: 'Connect yours' },
];

/**
 * Whether the first-run card is shown: while the sample exists and the card was neither finished nor hidden, to those
 * who may do what it proposes.
 */
export function useTryItNow(): { shown: false } | { shown: true; flowId: string } {
  const { starterFlowId } = useAppInfo();
  const mayEdit = useMay('editFlows');
  const checklist = useSetting('checklist');
  const finished = items.every(({ key }) => checklist[key]);
  if (!mayEdit || starterFlowId === null || checklist.hidden || finished) return { shown: false };
  return { shown: true, flowId: starterFlowId };
}

/** The way in for a newcomer: the sample flow and four things to do, each ticked by doing it. */
export function TryItNow({ flowId }: { flowId: string }) {
  const client = useHost();
  const checklist = useSetting('checklist');
  const sample = useResource(`sample ${flowId}`, () => client.flows.get({ id: flowId }));
  const done = items.filter(({ key }) => checklist[key]).length;

  const labelOf = ({ key, label }: (typeof items)[number]) =>
    key === 'connectedOwn' && !checklist[key] ? <a href={addressOf({ screen: 'new-connection' })}>{label}</a> : label;

  return (
    <section className={styles.card} aria-labelledby="try-it-now">
      <div className={styles.dismiss}>
        <IconButton
          icon={X}
          label="Hide “Try it now”"
          size="small"
          onClick={() => void changeSetting('checklist', { ...checklist, hidden: true })}
        />
      </div>
      <div className={styles.intro}>
        <h2 id="try-it-now" className={styles.title}>
          Try it now
        </h2>
        <p className={styles.text}>See a flow work in one minute. Uses practice data on this computer — no account.</p>
        <LinkButton variant="primary" icon={Play} href={addressOf({ screen: 'flow', flowId })}>
          Open the sample flow
        </LinkButton>
      </div>
      <div className={styles.chain}>{sample.data && <StepChain steps={sample.data.document.steps} />}</div>
      <ul className={styles.items} aria-label={`Checklist, ${done} of ${items.length} done`}>
        {items.map((item) => {
          const Icon = checklist[item.key] ? CircleCheck : Circle;
          return (
            <li key={item.key} className={styles.item} data-done={checklist[item.key] || undefined}>
              <Icon size={16} strokeWidth={1.75} aria-hidden />
              <span>{labelOf(item)}</span>
              {checklist[item.key] && <span className="visually-hidden">(done)</span>}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
