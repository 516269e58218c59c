import { configurationOf, variables } from './configuration';

const whole = {
  FIREBREAK_EVENTSTOREDB_URL: 'esdb://store:2113?tls=true',
  FIREBREAK_KAFKA_BROKERS: 'kafka-a:9092,kafka-b:9092',
  FIREBREAK_MONGODB_URL: 'mongodb://mongo:27017/?replicaSet=rs0',
  FIREBREAK_MAC_KEY: Buffer.alloc(32, 7).toString('base64'),
  FIREBREAK_OIDC_ISSUER: 'https://login.example.test/realms/main',
  FIREBREAK_OIDC_AUDIENCE: 'firebreak',
};

const problemsOf = (environment: Readonly<Record<string, string>>): readonly string[] => {
  try {
    configurationOf(environment);
    return [];
  } catch (error) {
    return (error as { details: { problems: readonly string[] } }).details.problems;
  }
};

describe('the configuration of a service', () => {
  it('is what has to be said, and sensible where nothing is said', () => {
    expect(configurationOf({ ...whole, FIREBREAK_PORT: '9090', FIREBREAK_LOG_LEVEL: '', HOME: '/' })).toMatchObject({
      port: 9090,
      host: '0.0.0.0',
      kafkaBrokers: 'kafka-a:9092,kafka-b:9092',
      kafkaPartitions: 6,
      logLevel: 'info',
    });
  });

  it.each(Object.keys(whole))('refuses to do without %s', (name) => {
    expect(problemsOf({ ...whole, [name]: '' })).toEqual([`${name} is missing`]);
  });

  it.each([
    ['FIREBREAK_PORT', 'http', 'must not be greater than 65535'],
    ['FIREBREAK_KAFKA_BROKERS', 'kafka', 'must be host:port, several with commas'],
    ['FIREBREAK_KAFKA_SSL', 'yes', 'must be true or false'],
    ['FIREBREAK_KAFKA_SASL_MECHANISM', 'gssapi', 'must be one of the following values: plain, scram-sha-256, scram-sha-512'],
    ['FIREBREAK_EVENTSTOREDB_URL', 'http://store:2113', 'must be an address like esdb://host:2113'],
    ['FIREBREAK_MONGODB_URL', 'mongo:27017', 'must be an address like mongodb://host:27017/?replicaSet=rs0'],
    ['FIREBREAK_MAC_KEY', Buffer.alloc(16, 7).toString('base64'), 'must hold at least 32 bytes: openssl rand -base64 32'],
    ['FIREBREAK_OIDC_TOKEN_TYPES', 'at+jwt,id+jwt', 'must be one of at+jwt, application/at+jwt, JWT, or several with commas'],
    ['FIREBREAK_OIDC_NOT_BEFORE', 'never', 'must be one of the following values: when-present, required'],
    ['FIREBREAK_OIDC_DEFAULT_TENANT', 'Main', 'must be 1 to 32 small letters, digits or _'],
    ...['0.0.0.0/0', '::/0', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0', 'gateway', '1', 'true', '127.0.0.1,,'].map((value): [string, string, string] => [
      'FIREBREAK_TRUSTED_PROXIES', value, 'must be addresses, networks like 10.0.0.0/8, loopback, linklocal or uniquelocal, several with commas',
    ]),
    ['FIREBREAK_FAILURES_PER_SECOND', '-1', 'must not be greater than 1000'],
    ['FIREBREAK_OIDC_ISSUER', 'login', 'must be the address of an OpenID Connect provider'],
  ])('refuses %s=%s', (name, value, problem) => {
    expect(problemsOf({ ...whole, [name]: value })).toContain(`${name} ${problem}`);
  });

  it('refuses what it does not know', () => {
    expect(problemsOf({ ...whole, FIREBREAK_MONGO_URL: 'mongodb://mongo' })).toEqual(['FIREBREAK_MONGO_URL is unknown']);
  });

  it.each([
    ['FIREBREAK_EVENTSTOREDB_URL', 'esdb://admin:pw@store:2113?tls=false', 'sends credentials: tls must not be false'],
    ['FIREBREAK_EVENTSTOREDB_URL', 'esdb+discover://admin:pw@a:2113,b:2113/?TLS=False', 'sends credentials: tls must not be false'],
    ['FIREBREAK_MONGODB_URL', 'mongodb://u:p@mongo:27017/?replicaSet=rs0', 'sends credentials: tls must be true'],
    ['FIREBREAK_MONGODB_URL', 'mongodb://u:p@mongo:27017', 'sends credentials: tls must be true'],
    ['FIREBREAK_MONGODB_URL', 'mongodb+srv://u:p@mongo/?tls=false', 'sends credentials: tls must be true'],
    ['FIREBREAK_MONGODB_URL', 'mongodb://mongo:27017/?replicaSet=rs0&w=1', 'loses writes on a replica set: w must be majority, and journal not false'],
    ['FIREBREAK_MONGODB_URL', 'mongodb://a:27017,b:27017/firebreak?w=0', 'loses writes on a replica set: w must be majority, and journal not false'],
    ['FIREBREAK_MONGODB_URL', 'mongodb://mongo:27017/?replicaSet=rs0&journal=false', 'loses writes on a replica set: w must be majority, and journal not false'],
    ['FIREBREAK_OIDC_ISSUER', 'http://login.example.test', 'sends the keys that tokens are trusted by: it must be https, without a user'],
  ])('refuses as unsafe %s=%s', (name, value, problem) => {
    expect(problemsOf({ ...whole, [name]: value })).toEqual([`${name} ${problem}`]);
  });

  it.each([
    ['FIREBREAK_EVENTSTOREDB_URL', 'esdb://admin:pw@store:2113'],
    ['FIREBREAK_EVENTSTOREDB_URL', 'esdb://store:2113?tls=false'],
    ['FIREBREAK_MONGODB_URL', 'mongodb://u:p@a:27017,b:27017/?replicaSet=rs0&tls=true&w=majority'],
    ['FIREBREAK_MONGODB_URL', 'mongodb+srv://u:p@mongo/?w=majority'],
    ['FIREBREAK_MONGODB_URL', 'mongodb://127.0.0.1:27017/?w=1'],
    ['FIREBREAK_OIDC_ISSUER', 'http://127.0.0.1:9000'],
  ])('takes as safe %s=%s', (name, value) => {
    expect(problemsOf({ ...whole, [name]: value })).toEqual([]);
  });

  it('refuses credentials over a line that anybody can read', () => {
    const sasl = { FIREBREAK_KAFKA_SASL_MECHANISM: 'plain', FIREBREAK_KAFKA_SASL_USERNAME: 'u', FIREBREAK_KAFKA_SASL_PASSWORD: 'p' };
    expect(problemsOf({ ...whole, ...sasl })).toEqual(['FIREBREAK_KAFKA_SASL_MECHANISM sends credentials: FIREBREAK_KAFKA_SSL must be true']);
    expect(problemsOf({ ...whole, ...sasl, FIREBREAK_KAFKA_SSL: 'true' })).toEqual([]);
  });

  it('believes nobody of where a request comes from, and counts failures, unless said', () => {
    expect(configurationOf(whole)).toMatchObject({ trustedProxies: '', failuresPerSecond: 20, oidcTokenTypes: 'at+jwt', oidcNotBefore: 'when-present' });
    expect(problemsOf({ ...whole, FIREBREAK_TRUSTED_PROXIES: '10.2.0.7, 10.1.0.0/16,fd00::/8,loopback', FIREBREAK_FAILURES_PER_SECOND: '0' })).toEqual([]);
  });

  it('has a claim for the tenant or a default one, never both', () => {
    const both = { FIREBREAK_OIDC_DEFAULT_TENANT: 'main', FIREBREAK_OIDC_TENANT_CLAIM: 'org' };
    expect(problemsOf({ ...whole, ...both })).toEqual(['FIREBREAK_OIDC_DEFAULT_TENANT is for tokens without a tenant: FIREBREAK_OIDC_TENANT_CLAIM must be left out']);
    expect(problemsOf({ ...whole, ...both, FIREBREAK_OIDC_TENANT_CLAIM: '' })).toEqual([]);
  });

  it('never says a value', () => {
    expect(JSON.stringify(problemsOf({ ...whole, FIREBREAK_MAC_KEY: 'secret-secret' }))).not.toContain('secret-secret');
  });

  it('names its variables', () => {
    expect(variables).toHaveLength(23);
  });
});
