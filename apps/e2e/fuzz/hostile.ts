import type { Dice } from './dice';

/** Texts that have broken something somewhere. */
const texts = [
  '',
  ' ',
  '\u200b',
  'x',
  'x'.repeat(201),
  'x'.repeat(20_001),
  '\u0000',
  'a\u0000b',
  'a\r\nb: c',
  'a\u2028b',
  '\ud800',
  '\u202egpj.exe',
  '\ufeff',
  'Ω≈ç√∫˜µ≤≥÷',
  '田中さんにあげて下さい',
  '👩‍👩‍👧‍👦',
  'Z̮̞̠͙͔ͅḀ̗̞͈̻̗Ḷ͙͎̯̹̞͓G̻O̭̗̮',
  "'; DROP TABLE events;--",
  '" OR 1=1 --',
  '{"$ne":null}',
  '$where: sleep(100)',
  '<script>alert(1)</script>',
  '=HYPERLINK("x")',
  '${jndi:ldap://x}',
  '{{7*7}}',
  '../../../etc/passwd',
  '%00%0d%0a',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'null',
  'undefined',
  'NaN',
  'true',
  '-1',
  '1e400',
  '9007199254740993',
  '2026-02-30T00:00:00Z',
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  '+275760-09-13T00:00:00.000Z',
  'INC-1',
  'INC-0',
  '00000000-0000-4000-8000-000000000000',
  'incident-other.x',
  'system:auto-close',
] as const;

const values: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1,
  4,
  1.5,
  1e21,
  Number.MAX_SAFE_INTEGER,
  9_007_199_254_740_992,
  [],
  {},
  [[]],
  [null],
  { $ne: null },
  { length: 3 },
  { toString: 'x' },
  { then: 1 },
  { toJSON: 1 },
];

export const hostileText = (dice: Dice): string => dice.pick(texts);

export const hostileValue = (dice: Dice): unknown => (dice.chance(0.5) ? hostileText(dice) : dice.pick(values));

type Bag = Record<string, unknown>;

const somewhere = (dice: Dice, body: Bag): Bag => {
  const inner = Object.values(body).filter((each): each is Bag => typeof each === 'object' && each !== null && !Array.isArray(each));
  return inner.length > 0 && dice.chance(0.4) ? dice.pick(inner) : body;
};

const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;

/** A body that was right, with something done to it; as text, for some of it is no JSON any more. */
export const damaged = (dice: Dice, whole: object): string => {
  const body = structuredClone(whole) as Bag;
  const target = somewhere(dice, body);
  const names = Object.keys(target);
  const name = names.length > 0 ? dice.pick(names) : 'nothing';
  return dice.way<string>([
    [6, () => JSON.stringify({ ...body, ...(target === body ? { [name]: hostileValue(dice) } : {}) }, (key, value: unknown) => (target !== body && key === name ? hostileValue(dice) : value))],
    [3, () => JSON.stringify(Object.fromEntries(Object.entries(body).filter(([each]) => each !== name)))],
    [3, () => JSON.stringify({ ...body, [dice.pick(['tenant', 'status', 'rev', 'id', 'actor', '$where', 'a.b', '', 'Title', 'toString'])]: hostileValue(dice) })],
    [1, () => `${JSON.stringify(body).slice(0, -1)}${names.length > 0 ? ',' : ''}"${dice.pick(['__proto__', 'constructor', 'prototype'])}":{"polluted":true}}`],
    [1, () => `${JSON.stringify(body).slice(0, -1)}${names.length > 0 ? ',' : ''}"${name}":1,"${name}":2}`],
    [1, () => JSON.stringify({ ...body, [name]: 'deep' }).replace('"deep"', nested(dice.pick([20, 33, 200])))],
    [1, () => JSON.stringify(body).slice(0, dice.int(JSON.stringify(body).length + 1))],
    [1, () => dice.pick(['', '{', '[]', 'null', '"x"', '1', 'NaN', '{"a":}', '\ufeff{}', '{}{}', '{"a":1e999}'])],
    [1, () => JSON.stringify([body])],
  ]);
};

/** Headers that no client of ours would send. */
export const hostileHeaders = (dice: Dice): Record<string, string> =>
  dice.pick<Record<string, string>>([
    { 'content-type': 'text/plain' },
    { 'content-type': 'application/json; charset=utf-16' },
    { 'content-encoding': 'gzip' },
    { accept: 'application/xml' },
    { 'if-match': 'W/"1"' },
    { 'if-match': '"999999"' },
    { 'if-match': '1' },
    { 'if-none-match': '*' },
    { 'idempotency-key': '' },
    { 'idempotency-key': 'x'.repeat(300) },
    { 'idempotency-key': 'a b' },
    { 'firebreak-consistency': 'x.y' },
    { 'firebreak-consistency': 'a'.repeat(5_000) },
    { 'x-correlation-id': '"><script>' },
    { traceparent: '00-00000000000000000000000000000000-0000000000000000-00' },
    { 'x-http-method-override': 'DELETE' },
    { 'x-forwarded-for': '127.0.0.1' },
    { host: 'evil.example' },
    { origin: 'https://evil.example' },
    { cookie: 'firebreak_session=x; firebreak_session=y' },
  ]);
