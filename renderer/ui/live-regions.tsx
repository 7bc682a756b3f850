import { useEffect, useState } from 'react';
import { createAnnouncer } from './announcer.ts';

const polite = createAnnouncer();
const assertive = createAnnouncer();

/** Says a message to assistive technology; at most one per 500 ms and politeness, later ones joined to it. */
export function announce(message: string, politeness: 'polite' | 'assertive' = 'polite'): void {
  (politeness === 'polite' ? polite : assertive).say(message);
}

/** The application's two live regions; mounted once by `UiProvider`. */
export function LiveRegions() {
  const [politeText, setPoliteText] = useState('');
  const [assertiveText, setAssertiveText] = useState('');
  useEffect(() => polite.listen(setPoliteText), []);
  useEffect(() => assertive.listen(setAssertiveText), []);
  return (
    <>
      <div className="visually-hidden" role="status" aria-live="polite" data-testid="live-polite">
        {politeText}
      </div>
      <div className="visually-hidden" role="alert" aria-live="assertive" data-testid="live-assertive">
        {assertiveText}
      </div>
    </>
  );
}
