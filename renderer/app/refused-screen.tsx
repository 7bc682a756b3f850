import { Lock } from 'lucide-react';
import { type Right, rightWords, roleWords } from '../../shared/security/roles.ts';
import { useAppInfo } from '../stores/host-data.ts';
import { addressOf, type Route } from '../stores/navigation.ts';
import { EmptyState, LinkButton, Screen } from '../ui/index.ts';

/** Where to go instead of a screen, and how the link is called. */
export type WayBack = { route: Route; label: string };

/** Stands at an address whose screen is for those who have a right that the person at this page hasn't. */
export function RefusedScreen({ title, right, back }: { title: string; right: Right; back: WayBack }) {
  const { role } = useAppInfo();
  const { named, can } = roleWords[role];
  return (
    <Screen title={title}>
      <EmptyState
        icon={Lock}
        title={`As ${named}, you can’t ${rightWords[right]}`}
        actions={<LinkButton href={addressOf(back.route)}>{back.label}</LinkButton>}
      >
        This Millrace was started with <code>--role {role}</code>: you can {can}. Whoever runs it can start it with{' '}
        <code>millrace serve --role designer</code>.
      </EmptyState>
    </Screen>
  );
}
