/**
 * How a document lies in the database. Keys may come from users, so those that mean something to a server or a driver are
 * written in another way. An array lies inside an object of its own: a dotted path never looks into it, in any server.
 */
const list = '~a';
const whole: Readonly<Record<string, string>> = { '': '~e', ['__proto__']: '~p', _bsontype: '~b' };
const letters: Readonly<Record<string, string>> = { '~': '~t', '.': '~d', $: '~s', '\0': '~0' };
const meanings: Readonly<Record<string, string>> = { '~e': '', '~p': '__proto__', '~b': '_bsontype', '~t': '~', '~d': '.', '~s': '$', '~0': '\0' };

export const storedKey = (key: string): string =>
  Object.hasOwn(whole, key) ? whole[key]! : key.replace(/[~.$\0]/g, (letter) => letters[letter]!);

const plainKey = (key: string): string => (key.includes('~') ? key.replace(/~[epbtds0]/g, (mark) => meanings[mark]!) : key);

/** A path of ours as a path of the database. */
export const storedPath = (path: string): string => `doc.${path.split('.').map(storedKey).join('.')}`;

export const toStored = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return { [list]: value.map(toStored) };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [storedKey(key), toStored(inner)]));
};

export const fromStored = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  if (entries.length === 1 && entries[0]![0] === list) return (entries[0]![1] as unknown[]).map(fromStored);
  // A path that was set inside an array has put an object in its place.
  return Object.fromEntries(entries.filter(([key]) => key !== list).map(([key, inner]) => [plainKey(key), fromStored(inner)]));
};

/** What JSON keeps of a value; undefined where it keeps nothing. @throws TypeError for what is no JSON */
export const asJson = <T>(value: T): T | undefined => {
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? undefined : (JSON.parse(text) as T);
};
