import { categoryOf, streamName, streamParts } from './stream-name';

const invalid = expect.objectContaining({ code: 'invalid-id' }) as Error;

describe('stream names', () => {
  it('are category, tenant and id, and come apart again', () => {
    const name = streamName('incident_policy', 'acme_1', 'priority-matrix.v1:a');
    expect(name).toBe('incident_policy-acme_1.priority-matrix.v1:a');
    expect(streamParts(name)).toEqual({ category: 'incident_policy', tenant: 'acme_1', id: 'priority-matrix.v1:a' });
    expect(categoryOf(name)).toBe('incident_policy');
  });

  it.each([
    ['Incident', 'default', '1'],
    ['', 'default', '1'],
    ['incident', 'De', '1'],
    ['incident', '', '1'],
    ['incident', 't'.repeat(33), '1'],
    ['incident', 'default', ''],
    ['incident', 'default', 'a/b'],
    ['incident', 'default', 'a b'],
    ['incident', 'default', 'x'.repeat(201)],
    ['incident', 'default', 'a\n'],
  ])('refuse %j, %j, %j', (category, tenant, id) => expect(() => streamName(category, tenant, id)).toThrow(invalid));

  it.each(['', 'incident', 'incident-default', 'incident-default.', '-default.1'])('do not come apart where %j is none', (text) =>
    expect(() => streamParts(text)).toThrow(invalid));
});
