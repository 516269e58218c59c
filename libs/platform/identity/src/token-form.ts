import { CodedError } from '@firebreak/event-sourcing';

const maxTokenLength = 4_096;
const compact = /^([A-Za-z0-9_-]{1,512})\.([A-Za-z0-9_-]{1,3072})\.([A-Za-z0-9_-]{86})$/;
const headerNames = 'alg kid typ';
const maxProviderTokenLength = 8_192;
const providerCompact = /^([A-Za-z0-9_-]{1,1024})\.([A-Za-z0-9_-]{1,6144})\.([A-Za-z0-9_-]{86,684})$/;
// The thumbprint of a certificate brings no key and points at none.
const providerHeaderNames: ReadonlySet<string> = new Set(['alg', 'kid', 'typ', 'x5t', 'x5t#S256']);

const canonical = (part: string): boolean => Buffer.from(part, 'base64url').toString('base64url') === part;

/**
 * Looks at a token before any cryptography: compact form, one spelling of its bytes, and a header that holds `alg`, `kid`
 * and `typ` and nothing else, so that no token can bring or point at a key. Answers the `kid`.
 * @throws CodedError `invalid-token`, `headers-too-large`
 */
export const wellFormedToken = (token: string, pinned: { readonly algorithm: string; readonly typ: string }): string => {
  if (token.length > maxTokenLength) throw new CodedError('headers-too-large');
  const match = compact.exec(token);
  const header = match && match.slice(1).every(canonical) ? parsed(match[1]!) : null;
  if (header === null || Object.keys(header).sort().join(' ') !== headerNames) throw new CodedError('invalid-token');
  if (header['alg'] !== pinned.algorithm || header['typ'] !== pinned.typ || typeof header['kid'] !== 'string') throw new CodedError('invalid-token');
  return header['kid'];
};

/**
 * As `wellFormedToken`, for what an identity provider signs: one of several algorithms, longer claims, and the thumbprint of a
 * certificate in the header is let be. Answers the `typ`. @throws CodedError `invalid-token`, `headers-too-large`
 */
export const wellFormedProviderToken = (token: string, pinned: { readonly algorithms: readonly string[]; readonly types: readonly string[] }): string => {
  if (token.length > maxProviderTokenLength) throw new CodedError('headers-too-large');
  const match = providerCompact.exec(token);
  const header = match && match.slice(1).every(canonical) ? parsed(match[1]!) : null;
  if (header === null || !Object.keys(header).every((name) => providerHeaderNames.has(name))) throw new CodedError('invalid-token');
  const { alg, typ, kid } = header;
  const known = pinned.types.find((each) => each === typ);
  if (!pinned.algorithms.some((each) => each === alg) || known === undefined || typeof kid !== 'string') throw new CodedError('invalid-token');
  return known;
};

const parsed = (part: string): Record<string, unknown> | null => {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
};
