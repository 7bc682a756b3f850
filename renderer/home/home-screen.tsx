import { FileInput, House, LayoutTemplate, Plus } from 'lucide-react';
import { useImport } from '../flows/use-import.tsx';
import { useNewFlow } from '../flows/use-new-flow.ts';
import { useHostData } from '../stores/host-data.ts';
import { addressOf } from '../stores/navigation.ts';
import { useMay } from '../stores/rights.ts';
import { Button, EmptyState, LinkButton, Screen } from '../ui/index.ts';
import { NeedsAttention } from './attention-card.tsx';
import styles from './home-screen.module.css';
import { RecentFlows, RecentRuns } from './recent-cards.tsx';
import { TryItNow, useTryItNow } from './try-it-now.tsx';

/** The first screen: what to try, what needs attention, what was worked on last. */
export function HomeScreen() {
  const startNewFlow = useNewFlow();
  const { chooseFiles, elements } = useImport();
  const tryIt = useTryItNow();
  const mayEdit = useMay('editFlows');
  const hasFlows = useHostData((state) => state.flows.data === undefined || state.flows.data.length > 0);
  const hasRuns = useHostData((state) => state.runs.data === undefined || state.runs.data.runs.length > 0);
  const nothingYet = !tryIt.shown && !hasFlows && !hasRuns;
  return (
    <>
      <Screen
        title="Home"
        hideHeading
        detail={<p className={styles.greeting}>{greetingAt(new Date().getHours())}</p>}
        actions={
          mayEdit && (
            <>
              <Button icon={FileInput} onClick={chooseFiles}>
                Import…
              </Button>
              <Button icon={Plus} variant="primary" onClick={startNewFlow}>
                New flow
              </Button>
            </>
          )
        }
      >
        {tryIt.shown && <TryItNow flowId={tryIt.flowId} />}
        {nothingYet ? (
          <EmptyState
            icon={House}
            title="Nothing here yet"
            actions={
              mayEdit && (
                <>
                  <Button icon={Plus} variant="primary" onClick={startNewFlow}>
                    New flow
                  </Button>
                  <LinkButton icon={LayoutTemplate} href={addressOf({ screen: 'templates' })}>
                    Start from a template
                  </LinkButton>
                </>
              )
            }
          >
            {mayEdit ? 'Start a flow from scratch or a template.' : 'Flows and their runs show up here.'}
          </EmptyState>
        ) : (
          <div className={styles.cards}>
            <NeedsAttention />
            <RecentFlows />
            <RecentRuns />
          </div>
        )}
      </Screen>
      {elements}
    </>
  );
}

function greetingAt(hour: number): string {
  if (hour >= 5 && hour < 12) return 'Good morning';
  return hour >= 12 && hour < 18 ? 'Good afternoon' : 'Good evening';
}
