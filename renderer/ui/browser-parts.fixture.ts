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

/** As above, and a size for every element: a table needs a height to know which rows are in view. */
export function lendLayout(): void {
  lendBrowserParts();
  Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, get: () => 400 });
  Object.defineProperty(HTMLElement.prototype, 'clientWidth', { configurable: true, get: () => 800 });
}
