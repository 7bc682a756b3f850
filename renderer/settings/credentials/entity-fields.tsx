import type { CredentialEntity } from '../../../shared/contract/index.ts';
import type { DraftErrors } from '../../connections/connection-draft.ts';
import { RadioCards, TextField } from '../../ui/index.ts';
import { entities, entityLabels } from './credential-words.ts';
import styles from './credentials.module.css';

/** What is sent with a named credential, as far as it was chosen. */
type EntityChoice = { entity: CredentialEntity | ''; customEntity: string };

/** What is sent with a named credential. */
export function EntityFields({
  entity,
  customEntity,
  errors,
  onChange,
}: EntityChoice & { errors: DraftErrors; onChange: (part: Partial<EntityChoice>) => void }) {
  return (
    <>
      <p className={styles.note}>What connections send with this credential.</p>
      <RadioCards
        label="Entity type"
        required
        value={entity}
        error={errors.entity}
        columns={2}
        options={entities.map((value) => ({
          value,
          label: entityLabels[value],
          ...(value === 'custom' ? { help: 'An object of your own' } : {}),
        }))}
        onChange={(chosen) => onChange({ entity: chosen })}
      />
      {entity === 'custom' && (
        <TextField
          label="Custom entity"
          required
          value={customEntity}
          maxLength={200}
          help="What the records are called, for example Invoice."
          error={errors.customEntity}
          data-testid="field-custom-entity"
          onChange={(name) => onChange({ customEntity: name })}
        />
      )}
    </>
  );
}

/** What is missing of it. */
export function findEntityErrors({ entity, customEntity }: EntityChoice): DraftErrors {
  if (entity === '') return { entity: 'Choose what is sent.' };
  return entity === 'custom' && customEntity.trim() === '' ? { customEntity: 'Custom entity is required.' } : {};
}
