export const samplers = ['always_on', 'always_off', 'traceidratio', 'parentbased_always_on', 'parentbased_always_off', 'parentbased_traceidratio'] as const;
export type SamplerName = (typeof samplers)[number];

export interface TracingSettings {
  /** Where spans are posted to. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly sampler: SamplerName;
  readonly ratio: number;
  /** Besides the service's name. */
  readonly resource: Readonly<Record<string, string>>;
}

type Environment = Readonly<Record<string, string | undefined>>;

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/** `key=value,key=value`, values percent-encoded. Null where it is not that. */
const pairsOf = (text: string): Record<string, string> | null => {
  const pairs: Record<string, string> = {};
  for (const pair of text.split(',').map((each) => each.trim()).filter((each) => each !== '')) {
    const at = pair.indexOf('=');
    if (at < 1) return null;
    try {
      pairs[pair.slice(0, at).trim()] = decodeURIComponent(pair.slice(at + 1).trim());
    } catch {
      return null;
    }
  }
  return pairs;
};

const urlOf = (environment: Environment): { readonly name: string; readonly url: string } | null => {
  const { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: traces, OTEL_EXPORTER_OTLP_ENDPOINT: all } = environment;
  if (traces) return { name: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', url: traces };
  return all ? { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', url: `${all.replace(/\/+$/, '')}/v1/traces` } : null;
};

/** A name of its own for traces wins over the one for all signals. */
const given = (environment: Environment, signal: string, all: string): { readonly name: string; readonly text: string } => {
  const own = environment[signal];
  return own ? { name: signal, text: own } : { name: all, text: environment[all] ?? '' };
};

/**
 * Reads the standard `OTEL_*` variables. Traces are off unless an address is given.
 * @returns what is wrong by name, never a value
 */
export const tracingSettings = (environment: Environment): { readonly settings: TracingSettings | null; readonly problems: readonly string[] } => {
  const exporter = environment.OTEL_TRACES_EXPORTER || 'otlp';
  const target = urlOf(environment);
  if (environment.OTEL_SDK_DISABLED?.toLowerCase() === 'true' || exporter === 'none' || target === null) return { settings: null, problems: [] };
  const problems: string[] = [];
  const wrong = (name: string, what: string): void => void problems.push(`${name} ${what}`);
  if (exporter !== 'otlp') wrong('OTEL_TRACES_EXPORTER', 'must be otlp or none');

  const url = URL.canParse(target.url) ? new URL(target.url) : null;
  const usable = url !== null && ['http:', 'https:'].includes(url.protocol) && url.username === '' && url.password === '';
  if (!usable) wrong(target.name, 'must be an address like https://collector:4318, without a user');

  const protocol = given(environment, 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL');
  if (!['', 'http/json'].includes(protocol.text)) wrong(protocol.name, 'must be http/json');

  const headers = given(environment, 'OTEL_EXPORTER_OTLP_TRACES_HEADERS', 'OTEL_EXPORTER_OTLP_HEADERS');
  const pairs = pairsOf(headers.text);
  if (pairs === null) wrong(headers.name, 'must be name=value, several with commas');
  else if (usable && Object.keys(pairs).length > 0 && url.protocol === 'http:' && !loopback.has(url.hostname)) wrong(headers.name, `is sent in the open: ${target.name} must be https`);

  const timeout = given(environment, 'OTEL_EXPORTER_OTLP_TRACES_TIMEOUT', 'OTEL_EXPORTER_OTLP_TIMEOUT');
  if (!/^([1-9]\d{0,5})?$/.test(timeout.text)) wrong(timeout.name, 'must be milliseconds');

  const sampler = (environment.OTEL_TRACES_SAMPLER || 'parentbased_always_on') as SamplerName;
  if (!samplers.includes(sampler)) wrong('OTEL_TRACES_SAMPLER', `must be one of ${samplers.join(', ')}`);
  const ratio = environment.OTEL_TRACES_SAMPLER_ARG || '1';
  if (!/^(0(\.\d+)?|1(\.0+)?)$/.test(ratio)) wrong('OTEL_TRACES_SAMPLER_ARG', 'must be a share from 0 to 1');

  const resource = pairsOf(environment.OTEL_RESOURCE_ATTRIBUTES ?? '');
  if (resource === null) wrong('OTEL_RESOURCE_ATTRIBUTES', 'must be name=value, several with commas');
  if (problems.length > 0) return { settings: null, problems };
  const name = environment.OTEL_SERVICE_NAME;
  return {
    settings: {
      url: url!.href,
      headers: pairs!,
      timeoutMs: Number(timeout.text || 10_000),
      sampler,
      ratio: Number(ratio),
      resource: { ...resource!, ...(name ? { 'service.name': name } : {}) },
    },
    problems,
  };
};
