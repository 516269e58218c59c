import type { CollectionSpec, Filter, Scalar } from '@firebreak/event-sourcing';
import { memoryReadStore } from '@firebreak/event-sourcing-testing';
import fc from 'fast-check';
import { matchesFilter } from './matches';

const spec: CollectionSpec = {
  name: 'anything',
  indexes: [{ fields: ['number'] }, { fields: ['service'] }, { fields: ['reopenCount'] }, { fields: ['open'] }, { fields: ['problems'], multi: true }],
  text: ['number', 'service'],
};
const fields = ['number', 'service', 'reopenCount', 'open', 'problems'];

const scalars: fc.Arbitrary<Scalar> = fc.constantFrom<Scalar>(null, 'mail', 'mailbox', 'INC-1', '', 0, 1, 2, true, false);
const documents = fc.record({ number: scalars, service: scalars, reopenCount: scalars, open: scalars, problems: fc.array(scalars, { maxLength: 3 }) });
const field = fc.constantFrom(...fields);
const simple: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({ op: fc.constant('eq' as const), field, value: scalars }),
  fc.record({ op: fc.constant('in' as const), field, values: fc.array(scalars, { maxLength: 3 }) }),
  fc.record({ op: fc.constant('prefix' as const), field, value: fc.constantFrom('', 'mail', 'INC') }),
  fc.record({ op: fc.constant('range' as const), field, gt: scalars }),
  fc.record({ op: fc.constant('range' as const), field, gte: scalars, lt: scalars }),
  fc.record({ op: fc.constant('range' as const), field, lte: scalars }),
  fc.record({ op: fc.constant('text' as const), text: fc.constantFrom('mail', 'inc 1', '1 inc', ''), phrase: fc.boolean() }),
  fc.constant<Filter>({ op: 'all' }),
  fc.constant<Filter>({ op: 'none' }),
);
const filters = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3 },
    simple,
    fc.record({ op: fc.constantFrom('and' as const, 'or' as const), filters: fc.array(tie('filter'), { maxLength: 3 }) }),
    fc.record({ op: fc.constant('not' as const), filter: tie('filter') }),
  ),
})).filter;

it('means the same as in a read store', async () => {
  await fc.assert(
    fc.asyncProperty(filters, fc.array(documents, { maxLength: 4 }), async (filter, written) => {
      const collection = await memoryReadStore().collection<object>(spec);
      for (const [index, document] of written.entries()) await collection.insert(String(index), document);
      const found = (await collection.find({ filter })).map(({ id }) => Number(id));
      expect(written.flatMap((document, index) => (matchesFilter(filter, document) ? [index] : []))).toEqual(found);
    }),
    { seed: 20_260_302, numRuns: 2_000 },
  );
});
