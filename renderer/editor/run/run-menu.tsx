import {
  ArrowRightToLine,
  ChevronDown,
  Crosshair,
  FlaskConical,
  Gauge,
  History,
  ListStart,
  Play,
  Square,
} from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { isRunning } from '../../stores/run-store.ts';
import { useRun, useSession, useView } from '../../stores/session.ts';
import { Button } from '../../ui/button.tsx';
import { formatKeys } from '../../ui/key-hint.tsx';
import { Menu, type MenuGroup } from '../../ui/menu.tsx';
import { ChooseData } from './choose-data.tsx';
import { ForecastDialog } from './forecast-dialog.tsx';
import styles from './run-menu.module.css';
import { selectedStep } from './run-part.ts';
import type { RunControl } from './use-run-control.ts';

/** How many records a test may bring in; without a number, all. */
const TEST_SIZES = [1, 5, 20, 100] as const;

const NO_STEP = 'Select a step first.';

/** Run, and beside it the menu with the other ways to run; Stop during a run. It is one button, which keeps the focus. */
export function RunButton({ control }: { control: RunControl }) {
  const running = useRun(isRunning);
  const [choosing, setChoosing] = useState(false);
  const [forecasting, setForecasting] = useState(false);
  return (
    <span className={styles.split}>
      <Button
        variant={running ? 'danger' : 'primary'}
        icon={running ? Square : Play}
        className={running ? styles.stop : styles.run}
        data-testid="run-button"
        title={running ? `Stop (${formatKeys('Mod+.')})` : `Run (${formatKeys('Mod+Enter')})`}
        onKeyDown={ignoreRepeat}
        onClick={running ? control.stop : () => control.run()}
      >
        {running ? 'Stop' : 'Run'}
      </Button>
      {!running && (
        <WaysToRun control={control} onChooseData={() => setChoosing(true)} onForecast={() => setForecasting(true)} />
      )}
      {forecasting && <ForecastDialog control={control} onClose={() => setForecasting(false)} />}
      {choosing && <ChooseData control={control} onClose={() => setChoosing(false)} />}
    </span>
  );
}

/** A key that is held would start a run and stop it at once. */
function ignoreRepeat(event: KeyboardEvent): void {
  if (event.repeat) event.preventDefault();
}

function WaysToRun({
  control,
  onChooseData,
  onForecast,
}: {
  control: RunControl;
  onChooseData: () => void;
  onForecast: () => void;
}) {
  return (
    <Menu
      label="Ways to run"
      opener={
        <button type="button" className={styles.more} aria-label="More ways to run" data-testid="run-menu">
          <ChevronDown size={16} strokeWidth={1.75} aria-hidden />
        </button>
      }
      groups={useRunItems(control, onChooseData, onForecast)}
    />
  );
}

/** The items of the menu, in groups (ui.md §6.11). */
function useRunItems({ run, runOnly }: RunControl, chooseData: () => void, forecast: () => void): MenuGroup[] {
  const { view } = useSession();
  const step = useView(({ selectedIds }) => selectedStep(selectedIds));
  const size = useView(({ testSize }) => testSize);
  const needsStep = step === undefined ? { unavailable: NO_STEP } : {};
  const sized = (testSize: number | undefined) => () => view.getState().set({ testSize });
  return [
    [
      { label: 'Run once', icon: Play, keys: 'Mod+Enter', onSelect: () => run() },
      {
        label: 'Run up to this step',
        icon: ArrowRightToLine,
        ...needsStep,
        onSelect: () => step && run({ scope: { kind: 'until', step } }),
      },
      {
        label: 'Run only this step',
        icon: Crosshair,
        keys: 'Mod+Shift+Enter',
        ...needsStep,
        onSelect: () => step && runOnly(step),
      },
    ],
    [
      {
        label:
          size === undefined ? 'Test with all records' : `Test with first ${size} ${size === 1 ? 'record' : 'records'}`,
        icon: ListStart,
        onSelect: () => run(size === undefined ? {} : { firstRecords: size }),
      },
      {
        label: 'Records in a test',
        choices: [
          ...TEST_SIZES.map((count) => ({
            label: count === 1 ? 'The first' : `The first ${count}`,
            chosen: count === size,
            onSelect: sized(count),
          })),
          { label: 'All', chosen: size === undefined, onSelect: sized(undefined) },
        ],
      },
    ],
    [
      { label: 'Dry run', icon: FlaskConical, onSelect: () => run({ dryRun: true }) },
      { label: 'Forecast…', icon: Gauge, onSelect: forecast },
    ],
    [{ label: 'Use data from run…', icon: History, ...needsStep, onSelect: chooseData }],
  ];
}
