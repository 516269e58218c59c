import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as after } from 'node:timers/promises';
import { importJWK, SignJWT, type JWK } from 'jose';

const root = path.join(__dirname, '..', '..');

export type Running = ChildProcessByStdio<null, Readable, Readable>;

const register = path.join(root, 'node_modules', '@swc-node', 'register', 'index.js');

/** `firebreak ...` in a process of its own. The one that `npx` puts before it would be killed alone, and the command go on. */
export const started = (args: readonly string[]): Running =>
  spawn(process.execPath, ['--enable-source-maps', '-r', register, path.join(root, 'apps', 'cli', 'main.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, SWC_NODE_PROJECT: path.join(root, 'tsconfig.json') },
  });

/** What it said. @throws Error when it ended with anything but success */
export const ended = async (child: Running, what: string): Promise<string> => {
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`firebreak ${what} ended with ${code}: ${Buffer.concat(err).toString('utf8').slice(-2_000)}`);
  return Buffer.concat(out).toString('utf8');
};

interface IssuerKey {
  readonly issuer: string;
  readonly audience: string;
  readonly kid: string;
  readonly key: JWK;
}

interface Shown {
  readonly freshness: { readonly lagEvents: number; readonly pending: boolean };
  /** Incidents whose opening nobody recorded count for no figure of openings. */
  readonly exclusions: readonly { readonly n: number }[];
  readonly total: { readonly figures: { readonly n: number } };
}

const counted = ({ exclusions, total }: Shown): number => exclusions.reduce((sum, { n }) => sum + n, total.figures.n);

/** Somebody who imports into services at an address; the token lives in a file and is renewed there. */
export class Importer {
  private renewing: NodeJS.Timeout | undefined;

  constructor(
    private readonly url: string,
    private readonly keysFile: string,
    private readonly tokenFile: string,
    private readonly tenant: string,
  ) {}

  async open(): Promise<void> {
    await this.renew();
    this.renewing = setInterval(() => void this.renew(), 240_000);
  }

  close(): void {
    clearInterval(this.renewing);
  }

  /** Options of every command. */
  get address(): readonly string[] {
    return ['--url', this.url, '--token-file', this.tokenFile];
  }

  /** Until every case is counted or left out for a reason, and two looks at all figures are the same; whether they are right is another question. */
  async settled(cases: number, say: (line: string) => void): Promise<void> {
    const range = 'from=2009-12-28&to=2024-01-01&bucket=month&by=source';
    const asked = ['frequency?definition=opened@1', 'time-to-resolve?definition=first@1', 'time-to-resolve?definition=last@1', 'time-to-close?definition=@1'];
    for (let before = '', looks = 1; ; looks += 1) {
      const answers = await Promise.all(asked.map((each) => this.get(`/v1/insights/${each}&${range}`)));
      const shown = answers.flatMap((answer) => answer ?? []);
      const done = shown.length === asked.length && shown.every(({ freshness }) => freshness.lagEvents === 0 && !freshness.pending) && counted(shown[0]!) >= cases;
      const now = done ? JSON.stringify(shown.map(({ total }) => total)) : '';
      if (now !== '' && now === before) return;
      before = now;
      const [first] = shown;
      if (looks % 15 === 0) say(first ? `figures: ${counted(first)} of ${cases} cases counted, ${first.freshness.lagEvents} events behind` : 'figures: no answer');
      await after(2_000);
    }
  }

  private async get(target: string): Promise<Shown | null> {
    const answer = await fetch(`${this.url}${target}`, { headers: { authorization: `Bearer ${readFileSync(this.tokenFile, 'utf8')}` } }).catch(() => null);
    return answer?.ok ? ((await answer.json()) as Shown) : null;
  }

  private async renew(): Promise<void> {
    const { issuer, audience, kid, key } = JSON.parse(readFileSync(this.keysFile, 'utf8')) as IssuerKey;
    const token = await new SignJWT({ tenant: this.tenant, roles: ['service', 'incident-manager', 'auditor'] })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject('importer')
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime('14m')
      .sign(await importJWK(key, 'EdDSA'));
    writeFileSync(this.tokenFile, token, { mode: 0o600 });
  }
}
