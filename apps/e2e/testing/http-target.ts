import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request as openRequest, type IncomingMessage } from 'node:http';
import { request as openSecureRequest } from 'node:https';
import { importJWK, SignJWT, type JWK } from 'jose';
import { LocalTokens, parseSigningKey, type SigningKey } from '@firebreak/identity';
import { systemClock, systemIds } from '@firebreak/standalone';
import { localForge, type ForgeKey } from './forged-tokens';
import { parsed, type Answer, type Request, type Target, type Who } from './target';

export interface HttpTargetOptions {
  readonly url: string;
  /** What makes the tokens: `keys.json` of the data folder behind the address, or the key of the issuer that the services trust. */
  readonly keysFile: string;
  /** Addresses of single processes behind the address, for what a gateway answers itself. */
  readonly replicas?: readonly string[];
}

export interface HttpTarget extends Target {
  readonly shape: 'http';
  readonly url: string;
  readonly replicas: readonly string[];
  readonly forge: ForgeKey;
  /** The records of every tenant that tokens were made for, one a line, after what was written through here has been waited for. */
  trace(): Promise<string>;
}

const tokensPerRequest = 16;
const mostAttempts = 60;

const textOf = async (message: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

/** One request over a socket; path and headers go out as they are. */
const exchange = (base: URL, { method, url, headers = {}, body }: Request): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const open = base.protocol === 'https:' ? openSecureRequest : openRequest;
    const outgoing = open({ host: base.hostname, port: base.port, method, path: url, headers }, (message) => {
      textOf(message).then(
        (text) => resolve({ status: message.statusCode ?? 0, headers: message.headers as Record<string, string | undefined>, text, body: parsed(text) }),
        reject,
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });

/** Of one write in its header, of several in the body. */
const tokensIn = ({ headers, body }: Answer): readonly string[] => {
  const { consistency, results } = (body ?? {}) as { readonly consistency?: readonly string[]; readonly results?: readonly { readonly consistency?: string | null }[] };
  const several = [...(Array.isArray(consistency) ? consistency : []), ...(Array.isArray(results) ? results.map((each) => each.consistency) : [])];
  return [headers['firebreak-consistency'], ...several].filter((token): token is string => typeof token === 'string');
};

const tenantIn = (stream: string): string => /^[a-z0-9_]+-([a-z0-9_]+)\./.exec(stream)?.[1] ?? 'default';

type TokenFor = Target['tokenFor'];

interface IssuerKey {
  readonly issuer: string;
  readonly audience: string;
  readonly kid: string;
  readonly key: JWK;
}

/** As a provider makes them: they live no longer than the services allow. */
const issuedBy = ({ issuer, audience, kid, key }: IssuerKey): TokenFor => async ({ id, tenant, roles }: Who) =>
  new SignJWT({ tenant, roles: [...roles] })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(id)
    .setJti(randomUUID())
    .setIssuedAt()
    .setNotBefore('0s')
    .setExpirationTime('14m')
    .sign(await importJWK(key, 'EdDSA'));

const tokensOf = async (keysFile: string): Promise<{ readonly tokenFor: TokenFor; readonly forge: ForgeKey }> => {
  const keys = JSON.parse(readFileSync(keysFile, 'utf8')) as IssuerKey | { readonly signing: object };
  if ('issuer' in keys) {
    const { issuer, audience, kid, key } = keys;
    return { tokenFor: issuedBy(keys), forge: { key: { ...key, kid } as SigningKey, issuer, audience, typ: 'at+jwt', longestSeconds: 900, required: ['exp', 'iat', 'iss', 'aud', 'sub', 'tenant'] } };
  }
  const signing = parseSigningKey(JSON.stringify(keys.signing));
  const tokens = await LocalTokens.open({ issuer: 'firebreak', audience: 'firebreak', keys: [signing], clock: systemClock, ids: systemIds });
  return { tokenFor: async ({ id, tenant, roles }) => (await tokens.issue({ sub: id, tenant, roles, ttlSeconds: 86_400 })).token, forge: localForge(signing) };
};

/** A running installation behind an address. It is caught up when reads that name every write are answered. */
export const openHttp = async ({ url, keysFile, replicas = [] }: HttpTargetOptions): Promise<HttpTarget> => {
  const base = new URL(url);
  const { tokenFor, forge } = await tokensOf(keysFile);
  const written = new Map<string, string>();
  /** A replica may be a second behind with policies, but for whoever brings the token. */
  const published = new Map<string, string>();

  const request = async (asked: Request): Promise<Answer> => {
    const answer = await exchange(base, asked);
    for (const token of tokensIn(answer)) {
      const stream = Buffer.from(token.split('.')[0]!, 'base64url').toString('utf8').split('@')[0]!;
      written.set(stream, token);
      if (stream.startsWith('incident_policy-')) published.set(stream, token);
    }
    return answer;
  };

  const readsThem = async (tenant: string, sealed: readonly string[]): Promise<void> => {
    const headers = { authorization: `Bearer ${await tokenFor({ id: 'e2e-reader', tenant, roles: ['auditor'] })}`, 'firebreak-consistency': sealed.join(',') };
    const to = systemClock.now();
    for (const path of ['/v1/incidents?limit=1', '/v1/services?limit=1', `/v1/insights/frequency?from=${to.slice(0, 10)}T00:00:00Z&to=${to}`]) {
      let answer = await exchange(base, { method: 'GET', url: path, headers });
      for (let attempt = 1; answer.status === 503 && attempt < mostAttempts; attempt += 1) answer = await exchange(base, { method: 'GET', url: path, headers });
      if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
    }
  };

  const tenants = new Set<string>();
  const issued: TokenFor = (who) => {
    tenants.add(who.tenant);
    return tokenFor(who);
  };

  const recordsOf = async (tenant: string): Promise<string> => {
    const seen = [...published].filter(([stream]) => tenantIn(stream) === tenant).map(([, token]) => token);
    const headers = { authorization: `Bearer ${await tokenFor({ id: 'e2e-reader', tenant, roles: ['auditor'] })}`, 'firebreak-consistency': seen.join(',') };
    const records: string[] = [];
    for (const path of ['/v1/incidents?sort=number&limit=100', '/v1/services?limit=100', '/v1/groups?limit=100', '/v1/policies/incident']) {
      for (let cursor: string | null = ''; cursor !== null; ) {
        const answer = await exchange(base, { method: 'GET', url: cursor === '' ? path : `${path}&cursor=${encodeURIComponent(cursor)}`, headers });
        if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
        const page = answer.body as { items: readonly object[]; nextCursor?: string | null };
        records.push(...page.items.map((item) => JSON.stringify(item)));
        cursor = page.nextCursor ?? null;
      }
    }
    return records.join('\n');
  };

  const caughtUp = async (): Promise<void> => {
    const byTenant = new Map<string, string[]>();
    for (const [stream, token] of written) {
      const tenant = tenantIn(stream);
      byTenant.set(tenant, [...(byTenant.get(tenant) ?? []), token]);
    }
    for (const [tenant, sealed] of byTenant) {
      for (let from = 0; from < sealed.length; from += tokensPerRequest) await readsThem(tenant, sealed.slice(from, from + tokensPerRequest));
    }
    written.clear();
  };

  return {
    shape: 'http',
    url,
    replicas,
    forge,
    request,
    tokenFor: issued,
    now: () => systemClock.now(),
    caughtUp,
    trace: async () => {
      await caughtUp();
      return (await Promise.all([...tenants].sort().map(recordsOf))).join('\n');
    },
    stop: () => Promise.resolve(),
  };
};
