import { memoryReadStore } from '@firebreak/event-sourcing-testing';
import { ImportJobs, totalOf, type PageCounts } from './import-jobs.service';

const counts = (over: Partial<PageCounts>): PageCounts => ({ cases: 3, appended: 0, unchanged: 0, refused: 0, events: 0, inferred: 0, adjusted: 0, ...over });

const jobWith = async (...pages: readonly (readonly [number, PageCounts])[]): Promise<PageCounts> => {
  const jobs = new ImportJobs(memoryReadStore());
  await jobs.start({ id: 'job', tenant: 'default', source: 'servicenow', files: [], startedBy: 'u-1', startedAt: '2026-03-05T12:00:00.000Z' });
  for (const [page, of] of pages) await jobs.done('job', page, of);
  return totalOf(await jobs.view('default', 'job'));
};

describe('the totals of an import', () => {
  const first = counts({ appended: 2, refused: 1, events: 9, inferred: 1, adjusted: 2 });

  it('are those of its pages', async () =>
    expect(await jobWith([0, first], [1, counts({ unchanged: 3 })])).toEqual(counts({ cases: 6, appended: 2, unchanged: 3, refused: 1, events: 9, inferred: 1, adjusted: 2 })));

  it('are the same when a page is sent again', async () => expect(await jobWith([0, first], [0, counts({ unchanged: 2, refused: 1 })])).toEqual(first));

  it('count what a page adds when it is sent again', async () =>
    expect(await jobWith([0, first], [0, counts({ unchanged: 2, appended: 1, events: 4 })])).toEqual(counts({ appended: 3, events: 13, inferred: 1, adjusted: 2 })));
});
