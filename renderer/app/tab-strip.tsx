import { Plus, Workflow, X } from 'lucide-react';
import { useNewFlow } from '../flows/use-new-flow.ts';
import { addressOf, useRoute } from '../stores/navigation.ts';
import { useMay } from '../stores/rights.ts';
import { IconButton } from '../ui/index.ts';
import { destinations } from './destinations.ts';
import styles from './tab-strip.module.css';
import type { OpenTabs } from './use-open-tabs.ts';

const bringIntoView = (tab: HTMLElement | null): void => tab?.scrollIntoView({ block: 'nearest', inline: 'nearest' });

/** The row of open flows above everything; the first tab holds the lists. */
export function TabStrip({ tabs }: { tabs: OpenTabs }) {
  const { route } = useRoute();
  const startNewFlow = useNewFlow();
  const mayEdit = useMay('editFlows');
  const listsTab = destinations.find(({ screens }) => route.screen !== 'flow' && screens.includes(route.screen));
  const home = destinations[0];
  const lists = listsTab ?? home;
  const ListsIcon = lists?.icon;
  return (
    <nav className={styles.strip} aria-label="Open flows" data-pane="Tabs">
      <ul className={styles.list}>
        <li className={styles.item}>
          <a
            className={styles.tab}
            href={listsTab ? addressOf(route) : addressOf({ screen: 'home' })}
            aria-current={listsTab ? 'true' : undefined}
          >
            {ListsIcon && <ListsIcon size={16} strokeWidth={1.75} aria-hidden />}
            <span className={styles.name}>{lists?.label}</span>
          </a>
        </li>
        {tabs.tabs.map(({ flowId, name }) => (
          <li
            key={flowId}
            className={styles.item}
            ref={flowId === tabs.currentId ? bringIntoView : undefined}
            data-current={flowId === tabs.currentId || undefined}
          >
            <a
              className={styles.tab}
              href={addressOf({ screen: 'flow', flowId })}
              aria-current={flowId === tabs.currentId ? 'true' : undefined}
              title={name}
              onAuxClick={(event) => {
                if (event.button !== 1) return;
                event.preventDefault();
                tabs.close(flowId);
              }}
            >
              <Workflow size={16} strokeWidth={1.75} aria-hidden />
              <span className={styles.name}>{name}</span>
            </a>
            <button
              type="button"
              className={styles.close}
              aria-label={`Close “${name}”`}
              onClick={() => tabs.close(flowId)}
            >
              <X size={14} strokeWidth={1.75} aria-hidden />
            </button>
          </li>
        ))}
      </ul>
      {mayEdit && <IconButton icon={Plus} label="New flow" size="small" onClick={startNewFlow} />}
    </nav>
  );
}
