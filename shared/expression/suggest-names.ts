/**
 * The candidates that `name` was most likely meant to be, best first, at most three: those that differ only in case,
 * then those within an edit distance (insertions, deletions, replacements, swaps of neighbours) of a third of the
 * name's length, at least one.
 */
export function suggestNames(name: string, candidates: Iterable<string>): string[] {
  const wanted = name.toLowerCase();
  const most = Math.max(1, Math.floor(name.length / 3));
  const ranked: { candidate: string; distance: number }[] = [];
  for (const candidate of candidates) {
    if (candidate === name || Math.abs(candidate.length - name.length) > most) continue;
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance <= most) ranked.push({ candidate, distance });
  }
  ranked.sort((a, b) => a.distance - b.distance);
  return ranked.slice(0, 3).map((entry) => entry.candidate);
}

/** The sentence “Did you mean …?” for a misspelt name, or `otherwise` when nothing is near. */
export function suggestSentence(name: string, candidates: Iterable<string>, otherwise: string): string {
  const names = suggestNames(name, candidates);
  if (names.length === 0) return otherwise;
  return `Did you mean ${names.map((candidate) => `“${candidate}”`).join(' or ')}?`;
}

/** Damerau–Levenshtein distance in its “optimal string alignment” form. Names are short, so quadratic is fine. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(replace, at(last, j) + 1, at(row, j - 1) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, at(beforeLast, j - 2) + 1);
      }
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
