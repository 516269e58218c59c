import { createHash, generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT, type JWK } from 'jose';

export interface IssuerOptions {
  /** 0 or nothing for any free one, which a restart keeps. */
  readonly port?: number;
  readonly audience?: string;
  /** Milliseconds since 1970, for the times in its tokens. */
  readonly now?: () => number;
}

export interface IssuedFor {
  readonly sub: string;
  readonly tenant?: string;
  readonly roles: readonly string[];
  /** 600 unless said. */
  readonly ttlSeconds?: number;
}

export interface IssuerKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly jwk: JWK;
}

export interface Issuer {
  /** What its tokens have as `iss`, and where its documents are. */
  readonly url: string;
  readonly what: string;
  readonly audience: string;
  /** How often each path was asked for. */
  readonly asked: ReadonlyMap<string, number>;
  token(who: IssuedFor): Promise<string>;
  /** Signs with a new key from now on and publishes it; the old ones stay published only when told so. */
  rotate(keepOld?: boolean): IssuerKey;
  /** Publishes these beside its own. */
  publish(...keys: readonly JWK[]): void;
  key(): IssuerKey;
  stop(): Promise<void>;
  restart(): Promise<void>;
}

const newKey = (): IssuerKey => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const { x } = publicKey.export({ format: 'jwk' });
  const kid = createHash('sha256').update(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`).digest('base64url');
  return { kid, privateKey, jwk: { kty: 'OKP', crv: 'Ed25519', x: x!, kid, alg: 'EdDSA', use: 'sig' } };
};

const listening = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

/**
 * An OpenID provider that says its keys and gives anybody any token who calls `token`: for tests and try-outs only. It signs
 * nobody in, keeps its key in memory and listens on loopback.
 */
export const startIssuer = async ({ port = 0, audience = 'firebreak', now = Date.now }: IssuerOptions = {}): Promise<Issuer> => {
  const asked = new Map<string, number>();
  let keys: readonly IssuerKey[] = [newKey()];
  let foreign: readonly JWK[] = [];
  let url = '';
  const documents: Readonly<Record<string, () => object>> = {
    '/.well-known/openid-configuration': () => ({
      issuer: url,
      jwks_uri: `${url}/jwks`,
      response_types_supported: ['none'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['EdDSA'],
    }),
    '/jwks': () => ({ keys: [...keys.map(({ jwk }) => jwk), ...foreign] }),
  };
  const newServer = (): Server =>
    createServer((request, response) => {
      const path = request.url ?? '/';
      asked.set(path, (asked.get(path) ?? 0) + 1);
      const document = documents[path];
      response.writeHead(document ? 200 : 404, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(document?.() ?? {}));
    });
  let server = newServer();
  const kept = await listening(server, port);
  url = `http://127.0.0.1:${kept}`;
  return {
    url,
    what: 'an issuer of tokens for tests and try-outs',
    audience,
    asked,
    key: () => keys[0]!,
    token: ({ sub, tenant, roles, ttlSeconds = 600 }) => {
      const { kid, privateKey } = keys[0]!;
      const issuedAt = Math.floor(now() / 1000);
      return new SignJWT({ ...(tenant === undefined ? {} : { tenant }), roles: [...roles] })
        .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid })
        .setIssuer(url)
        .setAudience(audience)
        .setSubject(sub)
        .setJti(randomUUID())
        .setIssuedAt(issuedAt)
        .setNotBefore(issuedAt)
        .setExpirationTime(issuedAt + ttlSeconds)
        .sign(privateKey);
    },
    rotate: (keepOld = false) => {
      const fresh = newKey();
      keys = [fresh, ...(keepOld ? keys : [])];
      return fresh;
    },
    publish: (...more) => void (foreign = more),
    stop: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
    restart: async () => {
      server = newServer();
      await listening(server, kept);
    },
  };
};
