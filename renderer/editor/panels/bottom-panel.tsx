import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { useProblems, useSession, useView } from '../../stores/session.ts';
import type { BottomTab } from '../../stores/view-store.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { DataPanel } from './data-panel.tsx';
import styles from './panels.module.css';
import { ProblemsPanel } from './problems-panel.tsx';
import { RunLog } from './run-log.tsx';

const contents: Record<BottomTab, () => ReactNode> = { problems: ProblemsPanel, log: RunLog, data: DataPanel };

/** The panel under the canvas: Problems, Run log, Data. */
export function BottomPanel() {
  const { view } = useSession();
  const chosen = useView(({ bottomTab }) => bottomTab);
  const problems = useProblems((all) => all.length);
  const Content = contents[chosen];
  return (
    <section className={styles.panel} aria-label="Details" data-pane="Details">
      <Tabs
        label="Details"
        tabs={[
          { id: 'problems', label: `Problems (${problems})` },
          { id: 'log', label: 'Run log' },
          { id: 'data', label: 'Data' },
        ]}
        chosen={chosen}
        onChoose={(id) => view.getState().set({ bottomTab: id as BottomTab })}
        trailing={
          <IconButton
            icon={ChevronDown}
            label="Close the panel"
            keys="Mod+J"
            size="small"
            onClick={() => view.getState().set({ bottomOpen: false })}
          />
        }
      >
        <Content />
      </Tabs>
    </section>
  );
}
