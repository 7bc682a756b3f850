import { CircleCheck, ExternalLink, KeyRound, LoaderCircle } from 'lucide-react';
import { Banner, Button, CopyField, copyText, ErrorCard } from '../ui/index.ts';
import { DeviceCodePanel } from './device-code-panel.tsx';
import { factsOfError, type Remedy, remediesOf } from './failure-remedies.ts';
import { RemedyButtons } from './remedy-buttons.tsx';
import type { Authorization } from './use-authorization.ts';
import styles from './wizard.module.css';

/** Approving access in the browser: where that will be, the wait for it, and who approved. */
export function AuthorizePanel({
  system,
  host,
  authorization,
  approved,
  onStart,
  onMend,
  entersCode = false,
}: {
  system: string;
  /** Where the person will sign in, as far as it is known before asking. */
  host: string | undefined;
  authorization: Authorization;
  approved: { user: string } | undefined;
  onStart: () => void;
  /** Where the details can be changed from here. */
  onMend?: (remedy: Remedy) => void;
  /** It is approved by entering a code at the service. */
  entersCode?: boolean | undefined;
}) {
  const { waiting, code, blocked, error, busy, openAgain, cancel } = authorization;
  if (code) return <DeviceCodePanel code={code} blocked={blocked} onOpen={openAgain} onCancel={cancel} />;
  if (waiting) {
    return (
      <div className={styles.authorize}>
        <p className={styles.waiting} role="status">
          <LoaderCircle className={styles.spinner} size={20} strokeWidth={1.75} aria-hidden />
          <span>
            Waiting for you to approve access at <strong>{waiting.host}</strong>…
          </span>
        </p>
        {blocked && (
          <>
            <Banner tone="warn">The browser couldn’t be opened. Open this link yourself.</Banner>
            <CopyField label="Link" value={waiting.url} />
          </>
        )}
        <div className={styles.buttons}>
          <Button icon={ExternalLink} onClick={openAgain}>
            Open again
          </Button>
          <Button onClick={() => copyText(waiting.url)}>Copy link</Button>
          <Button onClick={cancel}>Cancel authorization</Button>
        </div>
        <CopyField
          label="Callback URL"
          value={waiting.callbackUrl}
          help={`Must be registered with your app in ${system}, else it refuses the request.`}
        />
      </div>
    );
  }
  return (
    <div className={styles.authorize}>
      {approved && (
        <p className={styles.approved} role="status">
          <CircleCheck className={styles.check} size={24} strokeWidth={1.75} aria-hidden />
          <span>
            Millrace can now use {system} as <strong>{approved.user}</strong>.
          </span>
        </p>
      )}
      {error && (
        <ErrorCard
          error={error}
          actions={
            <RemedyButtons
              remedies={remediesOf(factsOfError(error))}
              without={onMend ? ['tryAgain', 'reconnect'] : ['tryAgain', 'reconnect', 'editField', 'switchEnvironment']}
              onMend={(remedy) => onMend?.(remedy)}
              size="medium"
            />
          }
        />
      )}
      {host && !approved && (
        <p>
          {entersCode ? (
            <>
              You get a code to enter at <strong>{host}</strong>, with any browser on any device. Sign in there and
              approve the access; this page goes on by itself. Millrace never sees your password.
            </>
          ) : (
            <>
              Your browser opens <strong>{host}</strong>. Sign in there and approve the access; then come back here.
              Millrace never sees your password.
            </>
          )}
        </p>
      )}
      <div className={styles.buttons}>
        <Button
          icon={entersCode ? KeyRound : ExternalLink}
          variant={approved ? 'secondary' : 'primary'}
          busyLabel={busy ? (entersCode ? 'Asking…' : 'Opening…') : undefined}
          onClick={onStart}
        >
          {approved ? 'Authorize again' : entersCode ? codeLabel(error) : browserLabel(error)}
        </Button>
      </div>
    </div>
  );
}

function browserLabel(error: unknown): string {
  return error ? 'Try again in your browser' : 'Authorize in your browser';
}

function codeLabel(error: unknown): string {
  return error ? 'Get a new code' : 'Get a code';
}
