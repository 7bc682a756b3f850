import { useState } from 'react';
import { cronOf, EVEN_MINUTES, type Repetition, repetitionOf } from '../../../shared/schedule/repetition.ts';
import { NumberField } from '../../ui/number-field.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from '../inspector.module.css';
import type { ControlProps } from './control-props.ts';
import { NextStarts } from './next-starts.tsx';
import { TimeField } from './time-field.tsx';

const kinds: { value: Repetition['every'] | 'custom'; label: string }[] = [
  { value: 'minutes', label: 'Every few minutes' },
  { value: 'hour', label: 'Every hour' },
  { value: 'day', label: 'Every day' },
  { value: 'workday', label: 'Monday to Friday' },
  { value: 'week', label: 'Every week' },
  { value: 'month', label: 'Every month' },
  { value: 'custom', label: 'Custom (cron)' },
];

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** When a schedule starts: in the words of everyday, or as a cron expression; with its sentence and next starts. */
export function CronControl({ field, step, value, onChange, onFocus, onBlur, error }: ControlProps) {
  const text = typeof value === 'string' ? value : '';
  const [custom, setCustom] = useState(text !== '' && repetitionOf(text) === undefined);
  const repetition = custom ? undefined : repetitionOf(text);
  const events = { onFocus, onBlur };
  const setRepetition = (next: Repetition) => onChange(cronOf(next));
  return (
    <div className={styles.pair}>
      <SelectField
        label={field.label}
        required={field.required}
        error={custom ? undefined : error}
        value={custom ? 'custom' : (repetition?.every ?? null)}
        placeholder="Choose"
        options={kinds}
        onBlur={onBlur}
        onChange={(kind) => {
          setCustom(kind === 'custom');
          const chosen = kinds.find((entry) => entry.value === kind)?.value;
          if (chosen && chosen !== 'custom') setRepetition(change(repetitionOf(text), chosen));
        }}
      />
      {custom && (
        <TextField
          label="Cron expression"
          required
          help={field.help}
          error={error}
          value={text}
          placeholder={field.placeholder}
          {...events}
          onChange={(next) => onChange(next === '' ? undefined : next)}
        />
      )}
      {repetition && <Details repetition={repetition} onChange={setRepetition} events={events} />}
      <NextStarts cron={text} timeZone={step.settings?.timeZone} />
    </div>
  );
}

/** The rest of a repetition: at what minute, time or day. */
function Details({
  repetition,
  onChange,
  events,
}: {
  repetition: Repetition;
  onChange(next: Repetition): void;
  events: { onFocus(): void; onBlur(): void };
}) {
  switch (repetition.every) {
    case 'minutes':
      return (
        <SelectField
          label="How often"
          value={String(repetition.minutes)}
          options={EVEN_MINUTES.map((minutes) => ({
            value: String(minutes),
            label: minutes === 1 ? 'Every minute' : `Every ${minutes} minutes`,
          }))}
          onChange={(minutes) => onChange({ ...repetition, minutes: Number(minutes) })}
        />
      );
    case 'hour':
      return (
        <NumberField
          label="Minutes past the hour"
          value={repetition.minute}
          minimum={0}
          maximum={59}
          whole
          {...events}
          onChange={(minute) => onChange({ ...repetition, minute: minute ?? 0 })}
        />
      );
    case 'day':
    case 'workday':
      return <TimeField time={repetition} events={events} onChange={(time) => onChange({ ...repetition, ...time })} />;
    case 'week':
      return (
        <>
          <SelectField
            label="On"
            value={String(repetition.weekday)}
            options={weekdays.map((label, weekday) => ({ value: String(weekday), label }))}
            onChange={(weekday) => onChange({ ...repetition, weekday: Number(weekday) })}
          />
          <TimeField time={repetition} events={events} onChange={(time) => onChange({ ...repetition, ...time })} />
        </>
      );
    case 'month':
      return (
        <>
          <NumberField
            label="On day"
            help={repetition.day > 28 ? 'Months without this day are left out.' : undefined}
            value={repetition.day}
            minimum={1}
            maximum={31}
            whole
            {...events}
            onChange={(day) => onChange({ ...repetition, day: day ?? 1 })}
          />
          <TimeField time={repetition} events={events} onChange={(time) => onChange({ ...repetition, ...time })} />
        </>
      );
  }
}

/** The repetition of another kind that keeps the time of the one before. */
function change(before: Repetition | undefined, every: Repetition['every']): Repetition {
  const hour = before && 'hour' in before ? before.hour : 8;
  const minute = before && 'minute' in before ? before.minute : 0;
  switch (every) {
    case 'minutes':
      return { every, minutes: 15 };
    case 'hour':
      return { every, minute };
    case 'day':
    case 'workday':
      return { every, hour, minute };
    case 'week':
      return { every, weekday: 1, hour, minute };
    case 'month':
      return { every, day: 1, hour, minute };
  }
}
