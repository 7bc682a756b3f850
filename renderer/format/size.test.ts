import { expect, it } from 'vitest';
import { formatBytes } from './size.ts';

it.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1_500, '1.5 kB'],
  [3_440_000, '3.4 MB'],
  [999_990, '1 MB'],
  [500_000_000, '500 MB'],
  [20_000_000_000, '20 GB'],
])('%d bytes read “%s”', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
