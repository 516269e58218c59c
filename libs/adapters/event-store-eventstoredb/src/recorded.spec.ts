import { keptIn } from './recorded';
import { toServer } from './stored-form';

const hash = 'ab12'.repeat(16);
const written = (metadata: string): string => JSON.stringify(toServer({ id: 'i', type: 't', data: '{}', metadata, hash }).metadata);

describe('what is kept beside an event', () => {
  it.each(['{}', '{"a":1}', '{"a":{"b":[1,{"c":"}"}]}}', '{"10":1,"9":2}', '[1,2]', '"text"', 'null', '7'])('is %s again, cut out or parsed', (metadata) => {
    expect(keptIn(written(metadata))).toEqual({ hash, metadata });
  });

  it('is read where others wrote it in another way', () => {
    expect(keptIn(`{ "metadata": {"a": 1}, "hash": "${hash}" }`)).toEqual({ hash, metadata: '{"a":1}' });
  });

  it('is nobody\'s where it is none of ours', () => {
    expect(keptIn('')).toEqual({});
    expect(() => keptIn('what')).toThrow(SyntaxError);
  });
});
