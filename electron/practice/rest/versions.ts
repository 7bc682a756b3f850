/** The oldest version an org answers unless told otherwise; older ones are retired (410). */
export const oldestVersion = 31;

/** The newest version known; newer ones are not found (404). */
export const newestVersion = 67;

/** Reads the number of a version such as `64.0`; null for other text. */
export function parseVersion(text: string): number | null {
  const digits = /^([1-9]\d{0,2})\.0$/.exec(text)?.[1];
  return digits === undefined ? null : Number(digits);
}

const seasons = ['Spring', 'Summer', 'Winter'] as const;

/** One entry of `GET /services/data`. */
export interface VersionEntry {
  readonly label: string;
  readonly url: string;
  readonly version: string;
}

/** The versions from one on, in ascending order. Three come each year: 33.0 was Spring '15, 31.0 Summer '14. */
export function listVersions(oldest: number): VersionEntry[] {
  const entries: VersionEntry[] = [];
  for (let number = oldest; number <= newestVersion; number += 1) {
    const steps = number - 30;
    const season = seasons.at(steps % 3) ?? 'Spring';
    const year = 14 + Math.floor(steps / 3) + (season === 'Winter' ? 1 : 0);
    entries.push({ label: `${season} '${year}`, url: `/services/data/v${number}.0`, version: `${number}.0` });
  }
  return entries;
}
