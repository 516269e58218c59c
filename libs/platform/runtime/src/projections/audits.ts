import { pause } from '../supervised-loop';

interface Ended<Audit> {
  readonly audit: Audit;
  readonly at: number;
}

/** Audits under way, one of each generation however many ask, and for a while what came of those that somebody was not there for. */
export class Audits<Audit> {
  private readonly underWay = new Map<string, Promise<Audit>>();
  private readonly unheard = new Map<string, Ended<Audit>>();
  private readonly left = new Set<string>();

  constructor(
    private readonly keptMs = 60_000,
    private readonly monotonic: () => number = () => performance.now(),
  ) {}

  of(name: string, generation: number, begin: () => Promise<Audit>): Promise<Audit> {
    const key = `${name}|${generation}`;
    const known = this.underWay.get(key);
    if (known) return known;
    const begun = begin().finally(() => this.underWay.delete(key));
    this.underWay.set(key, begun);
    return begun;
  }

  /** @returns null where it takes longer; what comes of it is then told once, to who asks next */
  async within(ms: number, name: string, generation: number, begin: () => Promise<Audit>): Promise<Audit | null> {
    const key = `${name}|${generation}`;
    const ended = this.unheard.get(key);
    this.unheard.delete(key);
    if (ended && this.monotonic() - ended.at < this.keptMs) return ended.audit;
    const audit = this.of(name, generation, begin);
    const waiting = new AbortController();
    const first = await Promise.race([audit, pause(ms, waiting.signal).then(() => null)]).finally(() => waiting.abort());
    if (first === null) this.leave(key, audit);
    return first;
  }

  private leave(key: string, audit: Promise<Audit>): void {
    if (this.left.has(key)) return;
    this.left.add(key);
    // One that fails is begun anew by who asks next, and tells why then.
    void audit
      .then((done) => void this.unheard.set(key, { audit: done, at: this.monotonic() }), () => undefined)
      .finally(() => this.left.delete(key));
  }
}
