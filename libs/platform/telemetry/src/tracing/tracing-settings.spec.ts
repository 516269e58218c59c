import { tracingSettings } from './tracing-settings';

const on = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' };
const problemsOf = (over: Readonly<Record<string, string>>): readonly string[] => tracingSettings({ ...on, ...over }).problems;

describe('the settings of traces', () => {
  it.each([[{}], [{ ...on, OTEL_SDK_DISABLED: 'TRUE' }], [{ ...on, OTEL_TRACES_EXPORTER: 'none' }], [{ OTEL_TRACES_SAMPLER: 'nonsense' }]])('are off with %j', (environment) => {
    expect(tracingSettings(environment)).toEqual({ settings: null, problems: [] });
  });

  it('are those of the specification where nothing else is said', () => {
    expect(tracingSettings(on).settings).toEqual({ url: 'http://collector:4318/v1/traces', headers: {}, timeoutMs: 10_000, sampler: 'parentbased_always_on', ratio: 1, resource: {} });
  });

  it('are taken from all variables, those for traces first', () => {
    const settings = tracingSettings({
      ...on,
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://traces.example.test/in',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_HEADERS: 'a=1',
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'api-key=s%20t, x=y=z',
      OTEL_EXPORTER_OTLP_TIMEOUT: '2500',
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0.25',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test,service.name=other',
      OTEL_SERVICE_NAME: 'desk',
    });
    expect(settings).toEqual({
      settings: {
        url: 'https://traces.example.test/in', headers: { 'api-key': 's t', x: 'y=z' }, timeoutMs: 2_500, sampler: 'parentbased_traceidratio', ratio: 0.25,
        resource: { 'deployment.environment.name': 'test', 'service.name': 'desk' },
      },
      problems: [],
    });
  });

  it.each([
    ['OTEL_TRACES_EXPORTER', 'zipkin', 'must be otlp or none'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318', 'must be an address like https://collector:4318, without a user'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'https://u:p@collector', 'must be an address like https://collector:4318, without a user'],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc', 'must be http/json'],
    ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'http/protobuf', 'must be http/json'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'api-key', 'must be name=value, several with commas'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'api-key=%zz', 'must be name=value, several with commas'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'api-key=secret', 'is sent in the open: OTEL_EXPORTER_OTLP_ENDPOINT must be https'],
    ['OTEL_EXPORTER_OTLP_TIMEOUT', '10s', 'must be milliseconds'],
    ['OTEL_TRACES_SAMPLER', 'sometimes', 'must be one of always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off, parentbased_traceidratio'],
    ['OTEL_TRACES_SAMPLER_ARG', '1.5', 'must be a share from 0 to 1'],
    ['OTEL_RESOURCE_ATTRIBUTES', 'team', 'must be name=value, several with commas'],
  ])('refuse %s=%s', (name, value, problem) => {
    expect(problemsOf({ [name]: value })).toEqual([`${name} ${problem}`]);
  });

  it('never say a value', () => expect(JSON.stringify(problemsOf({ OTEL_EXPORTER_OTLP_HEADERS: 'k=hush' }))).not.toContain('hush'));
});
