import { CodedError } from '@firebreak/event-sourcing';

const maxDocumentBytes = 262_144;
const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Encrypted, or on this machine. */
export const isTrustedAddress = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  return username === '' && password === '' && (protocol === 'https:' || (protocol === 'http:' && loopback.has(hostname)));
};

/** GET without redirects, within a time and a size. @throws Error when it does not come to a 200 of at most 256 KiB */
export const fetchBounded = async (url: string, init: RequestInit): Promise<Response> => {
  const response = await fetch(url, { ...init, redirect: 'error' });
  if (response.status !== 200 || !response.body) {
    await response.body?.cancel();
    throw new Error(`answered ${response.status}`);
  }
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) {
    bytes += part.byteLength;
    if (bytes > maxDocumentBytes) throw new Error('too large');
    parts.push(part);
  }
  return new Response(Buffer.concat(parts), { status: 200, headers: { 'content-type': 'application/json' } });
};

/** Where the issuer says its keys are. @throws Error when it cannot be asked or speaks for another issuer */
export const discoverKeys = async (issuer: string, timeoutMs: number): Promise<URL> => {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const answer = await fetchBounded(url, { headers: { accept: 'application/json' }, signal: AbortSignal.timeout(timeoutMs) });
  const { issuer: stated, jwks_uri: keys } = (await answer.json()) as { issuer?: unknown; jwks_uri?: unknown };
  if (stated !== issuer || typeof keys !== 'string' || !isTrustedAddress(keys)) throw new Error('speaks for another issuer, or has no safe address of keys');
  return new URL(keys);
};

export const unavailable = (retryAfterMs: number): CodedError => new CodedError('identity-provider-unavailable', { retryAfterSeconds: Math.max(1, Math.ceil(retryAfterMs / 1000)) });
