import { useState } from 'react';
import { roleWords } from '../../shared/security/roles.ts';
import { useAppInfo } from '../stores/host-data.ts';
import { Banner } from '../ui/index.ts';

/** Says why things are missing for those who may not do everything, and how to get them. The status bar keeps saying it. */
export function RoleBanner() {
  const { role } = useAppInfo();
  const [dismissed, setDismissed] = useState(false);
  if (role === 'designer' || dismissed) return null;
  return (
    <Banner tone="info" onDismiss={() => setDismissed(true)}>
      You’re viewing as {role}: you can {roleWords[role].can}. To do more, start Millrace with{' '}
      <code>--role designer</code>.
    </Banner>
  );
}
