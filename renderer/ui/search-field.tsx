import { Search } from 'lucide-react';
import styles from './search-field.module.css';
import { TextField } from './text-field.tsx';

/** A search over a list: its label is for assistive technology, its placeholder for eyes. Esc empties it. */
export function SearchField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  return (
    <search className={styles.search}>
      <TextField
        label={label}
        hideLabel
        type="search"
        icon={Search}
        placeholder={label}
        value={value}
        onChange={onChange}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && value !== '') {
            event.preventDefault();
            onChange('');
          }
        }}
      />
    </search>
  );
}
