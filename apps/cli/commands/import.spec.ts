import type { MappedCase } from '@firebreak/importing';
import { pagesOf } from './import';

const mapped = (bytes: number): MappedCase => ({ source: 's', caseId: 'x'.repeat(bytes), steps: [] });
const lengths = (cases: readonly MappedCase[]): readonly number[] => [...pagesOf(cases)].map((page) => page.length);

describe('a page of an import', () => {
  it('has two hundred cases at most', () => expect(lengths(Array.from({ length: 450 }, () => mapped(10)))).toEqual([200, 200, 50]));
  it('is as large as gateways take', () => expect(lengths(Array.from({ length: 10 }, () => mapped(250_000)))).toEqual([3, 3, 3, 1]));
  it('may be one large case', () => expect(lengths([mapped(10), mapped(2_000_000), mapped(10)])).toEqual([1, 1, 1]));
  it('is none where there are no cases', () => expect(lengths([])).toEqual([]));
});
