const remembered = 50_000;

/** A copy that does not keep the chunk of the file alive from which it was cut. */
const copied = (text: string): string => Buffer.from(text, 'utf16le').toString('utf16le');

/** Equal texts become one, so that what is held of a large file is its distinct values. */
export const createOwnText = (): ((text: string) => string) => {
  const known = new Map<string, string>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const own = copied(text);
    if (known.size >= remembered) known.clear();
    known.set(own, own);
    return own;
  };
};
