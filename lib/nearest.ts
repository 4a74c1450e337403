import { closest, distance } from 'fastest-levenshtein';

/** The known word that `word` was probably meant to be, or undefined if none is near. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const words = [...known];
  if (words.length === 0) return undefined;
  const folded = word.toLowerCase();
  // Somebody who has not written it to the end: nothing else needs to be guessed.
  const begun = words.filter((candidate) => candidate.toLowerCase().startsWith(folded));
  if (begun.length > 0 && folded.length >= 3) return begun.reduce((a, b) => (b.length < a.length ? b : a));
  const found = closest(
    folded,
    words.map((candidate) => candidate.toLowerCase()),
  );
  const original = words.find((candidate) => candidate.toLowerCase() === found);
  const tolerated = Math.max(2, Math.ceil(word.length / 3));
  // Of two short words every letter can differ within that: then they have nothing to do with each other.
  const edits = distance(folded, found);
  return edits <= tolerated && edits < Math.max(folded.length, found.length) ? original : undefined;
}

/** So many names still help; more would be a page for each mistake. */
const MOST_LISTED = 30;

/** The end of an error message about an unknown word: the nearest known one, or all that are known, if they are not too many. */
export function suggestion(word: string, known: Iterable<string>): string {
  const words = [...known];
  const near = nearest(word, words);
  if (near !== undefined) return `did you mean "${near}"?`;
  if (words.length === 0) return 'there are none';
  const more = words.length > MOST_LISTED ? ` and ${words.length - MOST_LISTED} more` : '';
  return `known: ${words.slice(0, MOST_LISTED).join(', ')}${more}`;
}
