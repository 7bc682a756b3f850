import { Plus } from 'lucide-react';
import type { NamedCredential, Principal } from '../../../shared/contract/index.ts';
import { useMay } from '../../stores/rights.ts';
import { Banner, Button } from '../../ui/index.ts';
import type { CredentialOutcome } from './credential-outcome.ts';
import styles from './credentials.module.css';
import { PrincipalCard } from './principal-card.tsx';

/** Id of the button that adds a principal; focus returns to it. */
export const addPrincipalId = 'add-principal';

/** Id of the button that edits a principal; focus returns to it. */
export function editPrincipalId(principalId: string): string {
  return `edit-principal-${principalId}`;
}

/** Who signs in with a named credential. */
export function PrincipalsSection({
  credential,
  onAdd,
  onEdit,
  onTold,
}: {
  credential: NamedCredential;
  onAdd: () => void;
  onEdit: (principal: Principal) => void;
  onTold: (outcome: CredentialOutcome) => void;
}) {
  const { principals } = credential;
  const mayManage = useMay('manageConnections');
  return (
    <section className={styles.principals} aria-labelledby="credential-principals">
      <div className={styles.sectionTop}>
        <h2 id="credential-principals">Principals ({principals.length})</h2>
        {mayManage && (
          <Button id={addPrincipalId} icon={Plus} onClick={onAdd}>
            Add principal
          </Button>
        )}
      </div>
      {principals.length > 1 && (
        <Banner tone="warn">
          Connections can use a named credential with exactly one principal. While this one has {principals.length},
          none can use it.
        </Banner>
      )}
      {principals.map((principal) => (
        <PrincipalCard
          key={principal.id}
          credential={credential}
          principal={principal}
          editId={editPrincipalId(principal.id)}
          onEdit={() => onEdit(principal)}
          onTold={onTold}
        />
      ))}
    </section>
  );
}
