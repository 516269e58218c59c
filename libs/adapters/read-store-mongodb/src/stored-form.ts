/**
 * How a document lies in the database. Keys may come from users, so those that mean something to a server or a driver are
 * written in another way. An array lies inside an object of its own: a dotted path never looks into it, in any server.
 */
const list = '~a';
const whole: Readonly<Record<string, string>> = { '': '~e', ['__proto__']: '~p', _bsontype: '~b' };
const letters: Readonly<Record<string, string>> = { '~': '~t', '.': '~d', $: '~s', '\0': '~0' };
const special = /[~.$\0]/;
const meanings: Readonly<Record<string, string>> = { '~e': '', '~p': '__proto__', '~b': '_bsontype', '~t': '~', '~d': '.', '~s': '$', '~0': '\0' };

export const storedKey = (key: string): string => {
  if (Object.hasOwn(whole, key)) return whole[key]!;
  return special.test(key) ? key.replace(/[~.$\0]/g, (letter) => letters[letter]!) : key;
};

const plainKey = (key: string): string => (key.includes('~') ? key.replace(/~[epbtds0]/g, (mark) => meanings[mark]!) : key);

/** A path of ours as a path of the database. */
export const storedPath = (path: string): string => `doc.${path.split('.').map(storedKey).join('.')}`;

/** Every document goes through here in both directions: loops, where a chain of calls would make four arrays an object. */
const put = (target: Record<string, unknown>, key: string, value: unknown): void => {
  if (key === '__proto__') Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
};

const each = (values: readonly unknown[], of: (value: unknown) => unknown): unknown[] => {
  const made = new Array<unknown>(values.length);
  for (let at = 0; at < values.length; at += 1) made[at] = of(values[at]);
  return made;
};

export const toStored = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return { [list]: each(value, toStored) };
  const stored: Record<string, unknown> = {};
  for (const key of Object.keys(value)) put(stored, storedKey(key), toStored((value as Record<string, unknown>)[key]));
  return stored;
};

export const fromStored = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  const stored = value as Record<string, unknown>;
  const keys = Object.keys(stored);
  if (keys.length === 1 && keys[0] === list) return each(stored[list] as unknown[], fromStored);
  const plain: Record<string, unknown> = {};
  // A path that was set inside an array has put an object in its place.
  for (const key of keys) if (key !== list) put(plain, plainKey(key), fromStored(stored[key]));
  return plain;
};

/** Deeper than this it may be a loop, of which JSON says so itself. */
const deepest = 200;

const isJson = (value: unknown, depth = 0): boolean => {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true;
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  if (typeof value !== 'object' || depth > deepest || 'toJSON' in value) return false;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at += 1) if (!isJson(value[at], depth + 1)) return false;
    return true;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  for (const key of Object.keys(value)) if (!isJson((value as Record<string, unknown>)[key], depth + 1)) return false;
  return true;
};

/** What JSON keeps of a value: mostly the value itself, to be read only; undefined where it keeps nothing. @throws TypeError for what is no JSON */
export const asJson = <T>(value: T): T | undefined => {
  if (isJson(value)) return value;
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? undefined : (JSON.parse(text) as T);
};
