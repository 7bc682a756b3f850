import { FolderOpen, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { LONGEST_PATH } from '../../../shared/connector/longest-path.ts';
import { formatCount } from '../../format/count.ts';
import { useHost } from '../../host/host-context.tsx';
import { useResource } from '../../host/use-resource.ts';
import { showActionError } from '../../stores/action-error.ts';
import { useAppInfo } from '../../stores/host-data.ts';
import { useMay } from '../../stores/rights.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import type { ControlProps } from './control-props.ts';
import styles from './webhook-control.module.css';

/** A folder of this computer: entered, or chosen in the system’s dialog where there is one, and looked at then. */
export function FolderControl({ field, value, onChange, onFocus, onBlur, error }: ControlProps) {
  const client = useHost();
  const { capabilities } = useAppInfo();
  const mayEdit = useMay('editFlows');
  const path = typeof value === 'string' ? value : '';
  // Looked at when it is complete, not at each letter.
  const [complete, setComplete] = useState(path);

  const choose = async (): Promise<void> => {
    try {
      const { path: chosen } = await client.folders.pick();
      if (chosen === null) return;
      onFocus();
      onChange(chosen);
      onBlur();
      setComplete(chosen);
    } catch (thrown) {
      showActionError('No folder could be chosen', thrown);
    }
  };
  return (
    <div className={styles.part}>
      <TextField
        label={field.label}
        required={field.required}
        help={field.help}
        error={error}
        placeholder={field.placeholder}
        value={path}
        onChange={(next) => onChange(next === '' ? undefined : next)}
        onFocus={onFocus}
        onBlur={() => {
          onBlur();
          setComplete(path);
        }}
      />
      {mayEdit && capabilities.nativeDialogs && (
        <div className={styles.actions}>
          <Button size="small" icon={FolderOpen} onClick={() => void choose()}>
            Choose a folder…
          </Button>
        </div>
      )}
      {mayEdit && complete !== '' && complete === path && path.length <= LONGEST_PATH && (
        <Check key={complete} path={complete} />
      )}
    </div>
  );
}

/** What is found at a path that somebody finished entering. */
function Check({ path }: { path: string }) {
  const client = useHost();
  const { data, error } = useResource(`folder ${path}`, () => client.folders.check({ path }));
  if (error) return <Finding isFault text={`The folder couldn’t be looked at: ${error.message}`} />;
  if (data?.problem) return <Finding isFault text={data.problem} />;
  return (
    <Finding
      text={data && `This folder can be read. ${formatCount(data.files ?? 0, 'file is', 'files are')} in it now.`}
    />
  );
}

function Finding({ text, isFault = false }: { text: string | undefined; isFault?: boolean }) {
  return (
    <p className={styles.note} data-fault={isFault || undefined} role="status">
      {isFault && <TriangleAlert size={16} strokeWidth={1.75} aria-hidden />}
      {text}
    </p>
  );
}
