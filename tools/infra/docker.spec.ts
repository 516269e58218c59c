import { exists, read } from '../architecture/tree';

const dockerfile = read('infra/docker/Dockerfile');
const stages = dockerfile.split(/^FROM /m).slice(1);
const last = stages.at(-1) ?? '';
const manifest = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

describe('the image of a service', () => {
  it('is built in stages on one pinned glibc base', () => {
    expect(stages.length).toBeGreaterThan(1);
    expect(new Set(stages.map((stage) => stage.split(/\s/)[0]))).toEqual(new Set(['node:26-slim']));
  });

  it('runs as a numbered user that is not root', () => {
    const users = [...last.matchAll(/^USER (\S+)$/gm)].map(([, user]) => user);
    expect(users).toEqual(['1000:1000']);
    expect(last.indexOf('USER')).toBeLessThan(last.indexOf('ENTRYPOINT'));
  });

  it('holds production dependencies and the build, not the sources', () => {
    expect(stages.find((stage) => / AS dependencies$/m.test(stage))).toContain('npm ci --omit=dev --omit=optional --ignore-scripts');
    const copied = [...last.matchAll(/^COPY (.+)$/gm)].map(([, what]) => what);
    expect(copied).toEqual(['--from=dependencies /src/node_modules node_modules', '--from=build /src/dist dist', 'package.json LICENSE ./']);
  });

  it('never runs a script of an installed package', () => {
    const installs = dockerfile.match(/npm (ci|install)\b.*/g) ?? [];
    expect(installs.filter((line) => !line.includes('--ignore-scripts'))).toEqual([]);
    expect(installs).toHaveLength(2);
  });

  it('builds as `npm run build` does and hands signals and arguments to node', () => {
    expect(manifest.scripts.build).toContain('tools/build.mjs');
    expect(dockerfile).toContain('RUN node tools/build.mjs');
    expect(last).toMatch(/^ENTRYPOINT \["\/bin\/sh", "-c", "exec node .*dist\/apps\/\$\{APP\}\/main\.js \\"\$@\\""/m);
  });

  it('copies only what exists and what the ignore file lets through', () => {
    const ours = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, files]) => (files ?? '').split(' '));
    const allowed = read('.dockerignore').split('\n').filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    expect(ours.filter((file) => !exists(file))).toEqual([]);
    expect(ours.filter((file) => !allowed.includes(file))).toEqual([]);
    expect(read('.dockerignore')).toMatch(/^\*$/m);
  });
});
