import { AuthorizePanel } from '../../connections/authorize-panel.tsx';
import { listCredentialSchemes } from '../../connections/named-sign-in.ts';
import { signInHost } from '../../connections/sign-in-address.ts';
import { SignInFields } from '../../connections/sign-in-fields.tsx';
import { useHostData } from '../../stores/host-data.ts';
import { SelectField } from '../../ui/index.ts';
import type { NewPrincipal } from './use-principal.ts';

/** How a new principal signs in: the protocol, what it asks for, and the approval in the browser where it needs one. */
export function PrincipalFields({ principal }: { principal: NewPrincipal }) {
  const { connector, manifest, draft, errors, grant, authorization } = principal;
  const practiceUrl = useHostData((state) => state.practice.data?.loginUrl ?? undefined);
  const chosen = manifest.scheme.id;
  return (
    <>
      <SelectField
        label="Authentication Protocol"
        required
        value={chosen}
        help={manifest.scheme.description}
        options={listCredentialSchemes(connector).map(({ id, label }) => ({ value: id, label }))}
        onChange={(auth) => auth !== null && principal.choose(auth)}
        data-testid="field-auth"
      />
      <SignInFields key={chosen} {...manifest} draft={draft} errors={errors} onChange={principal.change} />
      {manifest.scheme.authorizes && (
        <AuthorizePanel
          system={connector.label}
          host={signInHost(connector, draft.fields, practiceUrl)}
          authorization={authorization}
          approved={grant}
          onStart={principal.startAuthorization}
          entersCode={manifest.scheme.entersCode}
        />
      )}
    </>
  );
}
