export const HEALTH = Symbol.for('firebreak.health');

export interface HealthCheck {
  readonly name: string;
  /** Rejects or answers false when what it looks at cannot serve. */
  readonly check: () => Promise<boolean> | boolean;
}

export interface HealthReport {
  readonly ready: boolean;
  readonly checks: readonly { readonly name: string; readonly ok: boolean }[];
}

/** Whether this process is to be sent requests. Drain turns it off first. */
export class Health {
  private readonly checks: HealthCheck[] = [];
  private state: 'starting' | 'serving' | 'draining' = 'starting';

  add(check: HealthCheck): void {
    this.checks.push(check);
  }

  serve(): void {
    if (this.state === 'starting') this.state = 'serving';
  }

  drain(): void {
    this.state = 'draining';
  }

  get draining(): boolean {
    return this.state === 'draining';
  }

  async report(): Promise<HealthReport> {
    const checks = await Promise.all(this.checks.map(async (each) => ({ name: each.name, ok: await passes(each) })));
    return { ready: this.state === 'serving' && checks.every(({ ok }) => ok), checks };
  }
}

const passes = async ({ check }: HealthCheck): Promise<boolean> => {
  try {
    return await check();
  } catch {
    return false;
  }
};
