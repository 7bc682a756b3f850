import { Compass } from 'lucide-react';
import { addressOf } from '../stores/navigation.ts';
import { EmptyState, LinkButton, Screen } from '../ui/index.ts';

/** An address that no screen has. */
export function UnknownScreen() {
  return (
    <Screen title="Not found">
      <EmptyState
        icon={Compass}
        title="There is nothing at this address"
        actions={<LinkButton href={addressOf({ screen: 'home' })}>Go to Home</LinkButton>}
      >
        It may have been typed or copied only in part.
      </EmptyState>
    </Screen>
  );
}
