import { isTrustedAddress } from '@firebreak/identity';

interface Said {
  readonly eventstoredbUrl: string;
  readonly mongodbUrl: string;
  readonly kafkaSaslMechanism?: string;
  readonly kafkaSsl: boolean;
  readonly oidcIssuer: string;
  readonly oidcTenantClaim?: string;
  readonly oidcDefaultTenant?: string;
}

/** User, and the options behind the question mark; hosts may be several, which no URL has. */
const partsOf = (address: string): { readonly credentials: boolean; readonly hosts: number; readonly options: ReadonlyMap<string, string> } => {
  const [, authority = '', query = ''] = /^[^:]+:\/\/([^/?]*)[^?]*\??(.*)$/.exec(address) ?? [];
  const options = new Map([...new URLSearchParams(query)].map(([name, value]) => [name.toLowerCase(), value.toLowerCase()]));
  return { credentials: authority.includes('@'), hosts: authority.split(',').length, options };
};

const eventStore = ({ eventstoredbUrl }: Said): string[] => {
  const { credentials, options } = partsOf(eventstoredbUrl);
  return credentials && options.get('tls') === 'false' ? ['FIREBREAK_EVENTSTOREDB_URL sends credentials: tls must not be false'] : [];
};

const mongo = ({ mongodbUrl }: Said): string[] => {
  const { credentials, hosts, options } = partsOf(mongodbUrl);
  const byService = mongodbUrl.startsWith('mongodb+srv:');
  const tls = options.get('tls') ?? options.get('ssl') ?? String(byService);
  const replicated = byService || hosts > 1 || options.has('replicaset');
  const weak = ['0', '1'].includes(options.get('w') ?? '') || options.get('journal') === 'false';
  return [
    ...(credentials && tls !== 'true' ? ['FIREBREAK_MONGODB_URL sends credentials: tls must be true'] : []),
    ...(replicated && weak ? ['FIREBREAK_MONGODB_URL loses writes on a replica set: w must be majority, and journal not false'] : []),
  ];
};

const kafka = ({ kafkaSaslMechanism, kafkaSsl }: Said): string[] =>
  kafkaSaslMechanism && !kafkaSsl ? ['FIREBREAK_KAFKA_SASL_MECHANISM sends credentials: FIREBREAK_KAFKA_SSL must be true'] : [];

const provider = ({ oidcIssuer, oidcTenantClaim, oidcDefaultTenant }: Said): string[] => [
  ...(isTrustedAddress(oidcIssuer) ? [] : ['FIREBREAK_OIDC_ISSUER sends the keys that tokens are trusted by: it must be https, without a user']),
  // A token without the claim would slip from its own tenant into that one.
  ...(oidcTenantClaim && oidcDefaultTenant ? ['FIREBREAK_OIDC_DEFAULT_TENANT is for tokens without a tenant: FIREBREAK_OIDC_TENANT_CLAIM must be left out'] : []),
];

/** What can be said, and must not be done: whoever listens would hear a secret, or what is acknowledged could be lost. */
export const unsafe = (configuration: Said): string[] => [eventStore, mongo, kafka, provider].flatMap((check) => check(configuration));
