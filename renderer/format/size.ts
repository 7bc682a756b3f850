const one = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** An amount of data as people read it: “0 bytes”, “3.4 MB”, “20 GB”. */
export function formatBytes(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 999.95 && unit < units.length - 1) {
    size /= 1_000;
    unit += 1;
  }
  return `${unit === 0 ? Math.round(size) : one.format(size)} ${units[unit]}`;
}
