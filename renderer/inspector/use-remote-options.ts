import { useEffect, useState } from 'react';
import type { FieldManifest } from '../../shared/connector/manifest.ts';
import type { RemoteOption } from '../../shared/contract/index.ts';
import { type ErrorDescription, toMillraceError } from '../../shared/errors/index.ts';
import type { FlowStep } from '../../shared/flow/document.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import type { HostClient } from '../host/host-client.ts';
import { useHost } from '../host/host-context.tsx';
import { useDocument } from '../stores/session.ts';

/** The options that a connection offers for a field. `state` says how far the question is. */
export type RemoteOptions = {
  state: 'none' | 'no-connection' | 'waiting-for' | 'loading' | 'ready' | 'failed';
  options: readonly RemoteOption[];
  error: ErrorDescription | undefined;
  retry(): void;
};

type Answer = Awaited<ReturnType<HostClient['catalog']['loadOptions']>>;

/** Answers of this window, so that opening a step again doesn’t ask again. */
const answers = new Map<string, Answer>();
const noOptions: readonly RemoteOption[] = [];

/** Asks the step’s connection for the options that a field’s `load` names, once per connection and what it depends on. */
export function useRemoteOptions(field: FieldManifest, step: FlowStep): RemoteOptions {
  const host = useHost();
  const connectionId = useDocument(({ content }) =>
    step.connection === undefined ? undefined : content.bindings[step.connection],
  );
  const [state, setState] = useState<{ key: string; answer?: Answer; error?: ErrorDescription }>({ key: '' });
  const [attempt, setAttempt] = useState(0);
  const depends = field.dependsOn ?? [];
  const settings: JsonObject = {};
  for (const key of depends) settings[key] = step.settings?.[key] ?? null;
  const missing = depends.some((key) => settings[key] === null || settings[key] === '');
  const { load } = field;
  const key =
    load && connectionId && !missing ? JSON.stringify([connectionId, step.type, load, settings, attempt]) : '';
  useEffect(() => {
    if (key === '' || answers.has(key)) return;
    let current = true;
    const [connection, stepType, list, given] = JSON.parse(key) as [string, string, string, JsonObject];
    host.catalog.loadOptions({ connectionId: connection, stepType, load: list, settings: given }).then(
      (answer) => {
        answers.set(key, answer);
        if (current) setState({ key, answer });
      },
      (thrown: unknown) => current && setState({ key, error: toMillraceError(thrown).describe() }),
    );
    return () => {
      current = false;
    };
  }, [host, key]);
  const answer = answers.get(key) ?? (state.key === key ? state.answer : undefined);
  const error = state.key === key ? state.error : undefined;
  const retry = () => setAttempt((count) => count + 1);
  const options = answer?.options ?? noOptions;
  if (!load) return { state: 'none', options, error, retry };
  if (!connectionId) return { state: 'no-connection', options, error, retry };
  if (missing) return { state: 'waiting-for', options, error, retry };
  return { state: answer ? 'ready' : error ? 'failed' : 'loading', options, error, retry };
}
