import { create } from 'zustand';

/** Secrets that were just made, by what they are for: shown until somebody says that they are kept elsewhere. */
const useMadeSecrets = create<Readonly<Record<string, string>>>(() => ({}));

/** The secret that was made for this webhook and hasn’t been hidden yet; the host gives it only once. */
export function useMadeSecret(flowId: string, step: string): string | undefined {
  return useMadeSecrets((secrets) => secrets[nameOf(flowId, step)]);
}

/** Shows a secret that was made, in place of an earlier one; `undefined` hides it for good. */
export function showMadeSecret(flowId: string, step: string, secret: string | undefined): void {
  useMadeSecrets.setState((secrets) => {
    const { [nameOf(flowId, step)]: _, ...others } = secrets;
    return secret === undefined ? others : { ...others, [nameOf(flowId, step)]: secret };
  }, true);
}

function nameOf(flowId: string, step: string): string {
  return JSON.stringify([flowId, step]);
}
