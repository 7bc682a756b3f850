import { Copy } from 'lucide-react';
import type { FlowStep } from '../../../shared/flow/document.ts';
import { exampleCall } from '../../../shared/webhook/signed-call.ts';
import { useMay } from '../../stores/rights.ts';
import { Button } from '../../ui/button.tsx';
import { CopyField, copyText } from '../../ui/copy-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import type { ControlProps } from './control-props.ts';
import { useWebhook } from './use-webhook.ts';
import styles from './webhook-control.module.css';

/** The readable end of a webhook’s address and, while it is called there, the whole address with an example. */
export function WebhookPathControl({ field, step, value, onChange, onFocus, onBlur, error }: ControlProps) {
  const mayCall = useMay('runFlows');
  return (
    <div className={styles.part}>
      <TextField
        label={field.label}
        required={field.required}
        help={field.help}
        error={error}
        placeholder={field.placeholder}
        value={typeof value === 'string' ? value : ''}
        onChange={(next) => onChange(next === '' ? undefined : next)}
        onFocus={onFocus}
        onBlur={onBlur}
      />
      {mayCall && <Address step={step} />}
    </div>
  );
}

function Address({ step }: { step: FlowStep }) {
  const { data, error } = useWebhook(step.id);
  if (error) return <p className={styles.note}>The address can’t be shown: {error.message}</p>;
  if (!data) return null;
  const { address, signed } = data;
  if (address === null) {
    return <p className={styles.note}>The address appears here while the flow is active.</p>;
  }
  const example = exampleCall(address, signed);
  return (
    <>
      <CopyField label="Address" value={address} help="Other programs on this computer call it." />
      <details>
        <summary className={styles.summary}>Example call</summary>
        <pre className={styles.example}>{example}</pre>
        <Button size="small" icon={Copy} onClick={() => copyText(example)}>
          Copy example
        </Button>
      </details>
    </>
  );
}
