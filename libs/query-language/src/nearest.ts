/** Edits between two words (insert, delete, replace, swap neighbours), or `limit + 1` where there are more. */
const distance = (a: string, b: string, limit: number): number => {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current.push(
        Math.min(
          (last[column] ?? Infinity) + 1,
          (current[column - 1] ?? Infinity) + 1,
          (last[column - 1] ?? Infinity) + (same ? 0 : 1),
          swapped ? (before[column - 2] ?? Infinity) + 1 : Infinity,
        ),
      );
    }
    before = last;
    last = current;
  }
  return last[b.length] ?? Infinity;
};

/**
 * The name that was probably meant: at most a third of its letters away (one at least), or one that starts with the
 * word; the first of equals. Null where none is near.
 */
export const nearest = (word: string, names: Iterable<string>): string | null => {
  const wanted = word.toLowerCase();
  let best: string | null = null;
  let least = Infinity;
  for (const name of names) {
    const candidate = name.toLowerCase();
    const limit = Math.max(1, Math.floor(candidate.length / 3));
    const begun = wanted.length > 1 && candidate.startsWith(wanted);
    const edits = begun ? 1 : distance(wanted, candidate, limit);
    if ((begun || (edits <= limit && edits < candidate.length)) && edits < least) {
      least = edits;
      best = name;
    }
  }
  return best;
};
