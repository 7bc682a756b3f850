import type { FlowStep } from '../../shared/flow/document.ts';
import { useCatalogStore } from '../stores/catalog.ts';
import { CategoryTile, iconByName } from '../ui/index.ts';
import styles from './step-chain.module.css';

/** What a flow does, as a row of its steps’ tiles and names. */
export function StepChain({ steps }: { steps: readonly FlowStep[] }) {
  const manifests = useCatalogStore((state) => state.stepsByType);
  return (
    <ol className={styles.chain} aria-label="Steps">
      {steps.map((step) => {
        const manifest = manifests.get(step.type);
        return (
          <li key={step.id} className={styles.step}>
            <CategoryTile
              category={manifest?.category ?? 'action'}
              icon={iconByName(manifest?.icon ?? 'box')}
              size={36}
            />
            <span className={styles.name}>{step.name}</span>
          </li>
        );
      })}
    </ol>
  );
}
