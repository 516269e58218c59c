import { CodedError, openedOnce, type CollectionSpec, type Guard, type Instant, type ReadStore } from '@firebreak/event-sourcing';
import { READ_STORE } from '@firebreak/runtime';
import { Inject, Injectable } from '@nestjs/common';

export interface PageCounts {
  readonly cases: number;
  readonly appended: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly events: number;
  readonly inferred: number;
  readonly adjusted: number;
}

export interface ImportJob {
  readonly id: string;
  readonly tenant: string;
  readonly source: string;
  readonly files: readonly string[];
  readonly startedBy: string;
  readonly startedAt: Instant;
  readonly pages: Readonly<Record<string, PageCounts>>;
}

const jobs: CollectionSpec = { name: 'import_jobs_v1', indexes: [{ fields: ['tenant', 'startedAt'] }] };

/** Progress of imports, for those who watch. What was imported is in the events; losing this loses nothing. */
@Injectable()
export class ImportJobs {
  private readonly jobs = openedOnce(() => this.readStore.collection<ImportJob>(jobs));

  constructor(@Inject(READ_STORE) private readonly readStore: ReadStore) {}

  /** The same job again is the one that is there. @throws CodedError `idempotency-mismatch` */
  async start(job: Omit<ImportJob, 'pages'>): Promise<void> {
    const jobs = await this.jobs();
    if (await jobs.insert(job.id, { ...job, pages: {} })) return;
    const known = await jobs.get(job.id);
    if (asked(known) !== asked(job)) throw new CodedError('idempotency-mismatch');
  }

  /** @throws CodedError `not-found` */
  async view(tenant: string, id: string): Promise<ImportJob> {
    const job = await (await this.jobs()).get(id);
    if (!job || job.tenant !== tenant) throw new CodedError('not-found');
    return job;
  }

  async done(id: string, page: number, counts: PageCounts): Promise<void> {
    const jobs = await this.jobs();
    for (;;) {
      const before = (await jobs.get(id))?.pages[page];
      // What was appended when the page came before is unchanged now, and was imported all the same.
      const guard: Guard = before ? { [`pages.${page}.appended`]: before.appended, [`pages.${page}.events`]: before.events } : {};
      if ((await jobs.set(id, guard, { [`pages.${page}`]: before ? both(before, counts) : counts })) || !before) return;
    }
  }
}

const both = (before: PageCounts, now: PageCounts): PageCounts => {
  const appended = Math.min(now.cases - now.refused, before.appended + now.appended);
  return {
    cases: now.cases,
    appended,
    unchanged: now.cases - now.refused - appended,
    refused: now.refused,
    events: before.events + now.events,
    inferred: before.inferred + now.inferred,
    adjusted: before.adjusted + now.adjusted,
  };
};

const asked = (job: Pick<ImportJob, 'source' | 'files' | 'startedBy'> | null): string => JSON.stringify(job && [job.source, job.files, job.startedBy]);

export const totalOf = (job: ImportJob): PageCounts =>
  Object.values(job.pages).reduce(
    (sum, page) => ({
      cases: sum.cases + page.cases,
      appended: sum.appended + page.appended,
      unchanged: sum.unchanged + page.unchanged,
      refused: sum.refused + page.refused,
      events: sum.events + page.events,
      inferred: sum.inferred + page.inferred,
      adjusted: sum.adjusted + page.adjusted,
    }),
    { cases: 0, appended: 0, unchanged: 0, refused: 0, events: 0, inferred: 0, adjusted: 0 },
  );
