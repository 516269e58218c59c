import { exists, read } from '../architecture/tree';
import { environmentNames, readYaml, serviceNames, tracingNames, variablesIn } from './deployment';

interface Service {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly networks?: readonly string[];
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly unknown[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
  readonly deploy?: { readonly replicas?: number };
}

const text = read('docker-compose.yml');
const { services, networks } = readYaml<{ services: Record<string, Service>; networks: Record<string, { internal?: boolean }> }>('docker-compose.yml');
const ours = Object.entries(services).filter(([name]) => /-(service|prepare)$/.test(name));

describe('the compose file', () => {
  it('sets only variables that the services know', () => {
    const all = [...new Set(ours.flatMap(([, { environment }]) => Object.keys(environment ?? {})))].sort();
    const set = all.filter((name) => !(tracingNames as readonly string[]).includes(name));
    expect(set.filter((name) => !(environmentNames as readonly string[]).includes(name))).toEqual([]);
    expect(variablesIn(text)).toEqual(set);
    expect(set).toEqual(expect.arrayContaining(['FIREBREAK_EVENTSTOREDB_URL', 'FIREBREAK_KAFKA_BROKERS', 'FIREBREAK_MONGODB_URL', 'FIREBREAK_MAC_KEY']));
  });

  it('asks for what the operator must give, and the example file names it', () => {
    const asked = [...text.matchAll(/\$\{(FIREBREAK_\w+):\?/g)].map(([, name]) => name).sort();
    expect(asked).toEqual(['FIREBREAK_MAC_KEY', 'FIREBREAK_OIDC_AUDIENCE', 'FIREBREAK_OIDC_ISSUER']);
    expect(variablesIn(read('.env.example'))).toEqual(asked);
    expect(read('.env.example')).toMatch(/^FIREBREAK_MAC_KEY=$/m);
  });

  it('runs two replicas of every service, prepared first by the same image', () => {
    for (const name of serviceNames) {
      const prepare = name.replace('-service', '-prepare');
      expect(services[name]?.deploy?.replicas).toBe(2);
      expect(Object.keys(services[name]?.depends_on ?? {})).toEqual([prepare]);
      expect(services[prepare]).toMatchObject({ image: services[name]?.image, command: ['--prepare'] });
    }
  });

  it('takes every right from the services and the gateway', () => {
    for (const [name, service] of [...ours, ['gateway', services.gateway ?? {}] as const])
      expect([name, service.read_only, service.cap_drop, service.security_opt]).toEqual([name, true, ['ALL'], ['no-new-privileges:true']]);
  });

  it('names only services, networks and volumes that it has', () => {
    const model = readYaml<{ volumes: Record<string, unknown> }>('docker-compose.yml');
    const mounted = Object.values(services).flatMap((service) => service.volumes ?? []).map((volume) => volume.split(':')[0] ?? '');
    const strays = [
      ...Object.values(services).flatMap((service) => Object.keys(service.depends_on ?? {})).filter((name) => !(name in services)),
      ...Object.values(services).flatMap((service) => service.networks ?? []).filter((name) => !(name in networks)),
      ...mounted.filter((source) => (source.startsWith('./') ? !exists(source.slice(2)) : !(source in model.volumes))),
    ];
    expect(strays).toEqual([]);
    expect(mounted).toContain('eventstoredb');
  });

  it('opens one address, on loopback, and keeps the engines inside', () => {
    expect(Object.entries(services).filter(([, { ports }]) => ports).map(([name, { ports }]) => [name, ports])).toEqual([['gateway', ['127.0.0.1:8080:8080']]]);
    expect(networks.engines?.internal).toBe(true);
    for (const engine of ['eventstoredb', 'kafka', 'mongodb']) expect(services[engine]?.networks).toEqual(['engines']);
  });

  it('pins every image and says the licence of the event store', () => {
    const images = Object.values(services).map(({ image }) => image ?? '');
    expect(images.filter((image) => !/:\d+\.\d+/.test(image))).toEqual([]);
    expect(text).toMatch(/EventStoreDB 23\.10 is under the 3-clause BSD licence/);
    expect(services.eventstoredb?.image).toMatch(/^eventstore\/eventstore:23\.10\.\d+-/);
  });
});
