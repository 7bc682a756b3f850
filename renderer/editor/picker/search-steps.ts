/** Something the picker can find: a step type, or a connection. */
export type Findable = { label: string; keywords: readonly string[]; system: string; description: string };

/** How much a hit in each place counts. */
const weights = { label: 100, keyword: 80, system: 40, description: 20 };

/**
 * The items that match every word of the query, best first: name before synonyms before system before description,
 * starts of words before middles, letters in order last. An empty query keeps all as they stand.
 */
export function searchSteps<Item extends Findable>(items: readonly Item[], query: string): Item[] {
  const words = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...items];
  return items
    .map((item, index) => ({ item, index, score: scoreAll(item, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .map(({ item }) => item);
}

function scoreAll(item: Findable, words: readonly string[]): number {
  let sum = 0;
  for (const word of words) {
    const score = Math.max(
      scoreText(item.label, word) * weights.label,
      ...item.keywords.map((keyword) => scoreText(keyword, word) * weights.keyword),
      scoreText(item.system, word) * weights.system,
      scoreWords(item.description, word) * weights.description,
    );
    if (score === 0) return 0;
    sum += score;
  }
  return sum;
}

/** 1 for the whole text, less for its start, the start of a word, its middle, and its letters in order; 0 for none. */
function scoreText(text: string, word: string): number {
  const plain = text.toLowerCase();
  if (plain === word) return 1;
  return Math.max(scoreWords(plain, word), lettersInOrder(plain, word) ? 0.15 : 0);
}

function scoreWords(text: string, word: string): number {
  const plain = text.toLowerCase();
  if (plain.startsWith(word)) return 0.9;
  if (plain.split(/[^a-z0-9]+/).some((part) => part.startsWith(word))) return 0.7;
  return word.length > 2 && plain.includes(word) ? 0.4 : 0;
}

function lettersInOrder(text: string, word: string): boolean {
  if (word.length < 3) return false;
  let at = 0;
  for (const letter of text) if (letter === word[at]) at += 1;
  return at === word.length;
}
