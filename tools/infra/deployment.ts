import { parse, parseAllDocuments } from 'yaml';
import { read } from '../architecture/tree';

/** Every variable that the services read; any other FIREBREAK_ name is refused at boot. */
export const environmentNames = [
  'FIREBREAK_PORT',
  'FIREBREAK_HOST',
  'FIREBREAK_EVENTSTOREDB_URL',
  'FIREBREAK_KAFKA_BROKERS',
  'FIREBREAK_KAFKA_SSL',
  'FIREBREAK_KAFKA_SASL_MECHANISM',
  'FIREBREAK_KAFKA_SASL_USERNAME',
  'FIREBREAK_KAFKA_SASL_PASSWORD',
  'FIREBREAK_KAFKA_PARTITIONS',
  'FIREBREAK_KAFKA_REPLICATION',
  'FIREBREAK_MONGODB_URL',
  'FIREBREAK_MONGODB_DATABASE',
  'FIREBREAK_MAC_KEY',
  'FIREBREAK_OIDC_ISSUER',
  'FIREBREAK_OIDC_AUDIENCE',
  'FIREBREAK_OIDC_ROLES_CLAIM',
  'FIREBREAK_OIDC_TENANT_CLAIM',
  'FIREBREAK_OIDC_DEFAULT_TENANT',
  'FIREBREAK_OIDC_TOKEN_TYPES',
  'FIREBREAK_OIDC_NOT_BEFORE',
  'FIREBREAK_TRUSTED_PROXIES',
  'FIREBREAK_FAILURES_PER_SECOND',
  'FIREBREAK_LOG_LEVEL',
] as const;

/** The variables of OpenTelemetry that chart and compose file set. */
export const tracingNames = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_EXPORTER_OTLP_PROTOCOL', 'OTEL_TRACES_SAMPLER', 'OTEL_TRACES_SAMPLER_ARG'] as const;

/** Which service answers for a context. */
export const serviceOf: Readonly<Record<string, string>> = {
  incident: 'incident-service',
  catalog: 'incident-service',
  problem: 'problem-service',
  analytics: 'analytics-service',
  audit: 'analytics-service',
  delivery: 'analytics-service',
};

export const serviceNames = ['incident-service', 'problem-service', 'analytics-service'] as const;

export const variablesIn = (text: string): string[] => [...new Set(text.match(/FIREBREAK_[A-Z0-9_]+/g) ?? [])].sort();

export const readYaml = <T>(file: string): T => parse(read(file), { merge: true }) as T;

export const documentsOf = <T>(text: string): T[] => parseAllDocuments(text).map((document) => document.toJS() as T).filter((value) => value !== null);
