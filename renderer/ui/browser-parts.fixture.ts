import { vi } from 'vitest';

const ignore = () => undefined;

/** Lends the document of the tests, which has no layout, what the library asks of a browser. */
export function lendBrowserParts(): void {
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: ignore, removeEventListener: ignore }));
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  );
  Element.prototype.scrollIntoView = ignore;
}
