import fieldStyles from '../../ui/field.module.css';
import { Field } from '../../ui/field.tsx';

type Time = { hour: number; minute: number };

/** A time of day, with the browser's own field for it. An empty one changes nothing. */
export function TimeField({
  time: { hour, minute },
  onChange,
  events,
}: {
  time: Time;
  onChange(time: Time): void;
  events: { onFocus(): void; onBlur(): void };
}) {
  const two = (number: number) => String(number).padStart(2, '0');
  return (
    <Field label="At">
      {(control) => (
        <input
          {...control}
          {...events}
          type="time"
          className={fieldStyles.control}
          value={`${two(hour)}:${two(minute)}`}
          onChange={({ target }) => {
            const [nextHour, nextMinute] = target.value.split(':').map(Number);
            if (nextHour !== undefined && nextMinute !== undefined) onChange({ hour: nextHour, minute: nextMinute });
          }}
        />
      )}
    </Field>
  );
}
