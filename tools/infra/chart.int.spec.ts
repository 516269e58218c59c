import { documentsOf, environmentNames, serviceNames, tracingNames } from './deployment';
import { secured, type Manifest, type PodSpec } from './restricted';
import { tool, type Tool } from './tools';

const helm = tool('helm');
const manifests = tool('manifests');
const ready = helm === null || manifests === null ? describe.skip : describe;

const chart = 'infra/helm/firebreak';
const kubeVersions = ['1.27.0', '1.34.0'];

ready('the chart', () => {
  const run: Tool['run'] = (...args) => (helm as Tool).run(...args);
  const check: Tool['run'] = (...args) => (manifests as Tool).run(...args);
  const template = (...args: string[]): ReturnType<Tool['run']> => run(['template', 'fb', chart, '--kube-version', '1.34.0', ...args]);
  const rendered = (set: string, ...args: string[]): Manifest[] => documentsOf<Manifest>(template('-f', `${chart}/ci/${set}-values.yaml`, ...args).stdout);
  const ofKind = (kind: string, list: readonly Manifest[]): Manifest[] => list.filter((each) => each.kind === kind);
  const podsOf = (list: readonly Manifest[]): PodSpec[] => list.flatMap(({ spec }) => spec?.template?.spec ?? []);

  describe.each(['least', 'full'])('with the %s values', (set) => {
    it('passes the linter, warnings included', () => {
      const { status, stdout } = run(['lint', chart, '--strict', '-f', `${chart}/ci/${set}-values.yaml`]);
      expect([status, stdout]).toEqual([0, expect.stringContaining('1 chart(s) linted, 0 chart(s) failed')]);
    });

    it.each(kubeVersions)('renders for Kubernetes %s to objects that its own types accept, field by field', (version) => {
      const { status, stdout } = run(['template', 'fb', chart, '--kube-version', version, '-f', `${chart}/ci/${set}-values.yaml`]);
      expect(status).toBe(0);
      const { status: valid, stdout: kinds, stderr } = check([], { input: stdout });
      expect([valid, stderr]).toEqual([0, '']);
      expect(kinds.split('\n').filter((line) => line.startsWith('valid ')).length).toBe(set === 'full' ? 22 : 21);
      expect(kinds.match(/unknown .*/g) ?? []).toEqual(set === 'full' ? [expect.stringContaining('ServiceMonitor')] : []);
    });

    it('runs every pod by the restricted standard, on a read-only root', () => {
      const pods = podsOf(rendered(set));
      expect(pods).toHaveLength(2 * serviceNames.length);
      expect(pods.flatMap(secured)).toEqual([]);
    });

    it('gives secrets by reference only, and knows every variable', () => {
      const list = rendered(set);
      expect(ofKind('Secret', list)).toEqual([]);
      const variables = podsOf(list).flatMap(({ containers }) => containers.flatMap(({ env }) => env));
      const secret = variables.filter(({ name }) => /_URL$|_KEY$|USERNAME$|PASSWORD$/.test(name));
      expect(secret.filter(({ value, valueFrom }) => value !== undefined || valueFrom?.secretKeyRef?.name !== 'firebreak')).toEqual([]);
      const known: readonly string[] = [...environmentNames, ...tracingNames, 'NODE_EXTRA_CA_CERTS'];
      expect(variables.filter(({ name }) => !known.includes(name))).toEqual([]);
    });

    it('gives every service probes, a service, a budget and a scale that target it', () => {
      const list = rendered(set);
      for (const name of serviceNames) {
        const named = (kind: string): Manifest | undefined => ofKind(kind, list).find(({ metadata }) => metadata.name === `fb-${name}`);
        const labels = named('Deployment')?.spec?.template?.metadata?.labels ?? {};
        const container = named('Deployment')?.spec?.template?.spec?.containers[0];
        expect([container?.startupProbe?.httpGet?.path, container?.livenessProbe?.httpGet?.path, container?.readinessProbe?.httpGet?.path]).toEqual(['/health/live', '/health/live', '/health/ready']);
        expect(labels).toMatchObject({ ...(named('Service')?.spec?.selector as object) });
        expect(labels).toMatchObject((named('PodDisruptionBudget')?.spec?.selector as { matchLabels: object }).matchLabels);
        expect(named('HorizontalPodAutoscaler')?.spec?.scaleTargetRef).toMatchObject({ kind: 'Deployment', name: `fb-${name}` });
        expect(named('Deployment')?.spec?.replicas).toBeUndefined();
      }
    });

    it('denies all traffic of its pods and opens what is needed', () => {
      const policies = ofKind('NetworkPolicy', rendered(set));
      const deny = policies.find(({ metadata }) => metadata.name === 'fb-firebreak-deny');
      expect(deny?.spec).toMatchObject({ policyTypes: ['Ingress', 'Egress'] });
      expect([deny?.spec?.ingress, deny?.spec?.egress]).toEqual([undefined, undefined]);
      const ports = policies.flatMap(({ spec }) => [...(spec?.egress ?? []), ...(spec?.ingress ?? [])]).flatMap((rule) => rule.ports.map(({ port }) => port));
      expect([...new Set(ports)].sort((a, b) => a - b)).toEqual(set === 'full' ? [53, 443, 2113, 4318, 8080, 9093, 27017] : [53, 443, 2113, 8080, 9092, 9093, 27017]);
    });

    it('prepares the engines before pods come, with the same images', () => {
      const list = rendered(set);
      const imagesOf = (kind: string): string[] => podsOf(ofKind(kind, list)).map(({ containers }) => containers[0]?.image ?? '').sort();
      expect(imagesOf('Job')).toEqual(imagesOf('Deployment'));
      for (const job of ofKind('Job', list)) {
        expect(job.metadata.annotations?.['helm.sh/hook']).toBe('pre-install,pre-upgrade');
        expect(job.spec?.template?.spec.containers[0]?.args).toEqual(['--prepare']);
      }
    });
  });

  it('leads the whole address through the ingress, encrypted', () => {
    const [ingress] = ofKind('Ingress', rendered('full'));
    expect(ingress?.spec?.tls).toEqual([{ hosts: ['firebreak.example.org'], secretName: 'firebreak-tls' }]);
    const paths = ingress?.spec?.rules?.[0]?.http.paths ?? [];
    expect(new Set(paths.map(({ backend }) => backend.service.name))).toEqual(new Set(serviceNames.map((name) => `fb-${name}`)));
  });

  it('keeps a fixed number of replicas where nothing scales', () => {
    const list = rendered('least', '--set', 'autoscaling.enabled=false');
    expect(ofKind('HorizontalPodAutoscaler', list)).toEqual([]);
    expect(ofKind('Deployment', list).map(({ spec }) => spec?.replicas)).toEqual([2, 2, 2]);
  });

  it.each([
    ['nothing given', [], 'kafka.brokers is required'],
    ['no issuer', ['--set', 'kafka.brokers={kafka:9092}'], 'oidc.issuer is required'],
    ['a value that does not exist', ['-f', `${chart}/ci/least-values.yaml`, '--set', 'kafak.ssl=true'], 'kafak'],
    ['credentials over an open line', ['-f', `${chart}/ci/full-values.yaml`, '--set', 'kafka.ssl=false'], 'kafka.ssl must be true'],
    ['an ingress without a host', ['-f', `${chart}/ci/least-values.yaml`, '--set', 'ingress.enabled=true'], 'ingress.host is required'],
  ])('is not rendered with %s', (_what, args, line) => {
    const { status, stderr } = template(...args);
    expect([status, stderr]).toEqual([1, expect.stringContaining(line)]);
  });

  it('is checked by something that finds a wrong field', () => {
    const good = template('-f', `${chart}/ci/least-values.yaml`).stdout;
    for (const [from, to] of [['targetPort:', 'targetPorts:'], ['minReplicas: 2', 'minReplicas: two'], ['runAsNonRoot: true', 'runAsNonRoot: "yes"'], ['kind: Job', 'kind: Jobs']] as const) {
      expect(good).toContain(from);
      const { status, stdout } = check([], { input: good.replace(from, to) });
      expect(status === 1 || stdout.includes('unknown')).toBe(true);
    }
    const [pod] = podsOf(documentsOf<Manifest>(good));
    expect(secured({ ...(pod as PodSpec), hostNetwork: true, containers: [{ name: 'x', image: 'x:latest', env: [] }] }).length).toBeGreaterThan(5);
  });
});
