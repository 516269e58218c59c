import { CodedError, type ProjectedDocument, type StreamProjection } from '@firebreak/event-sourcing';

export interface GroupDocument extends ProjectedDocument {
  readonly names: readonly string[];
}

/** Names of groups; there are some that it cannot stand. */
export const groupNames = (category: string): StreamProjection<GroupDocument> => ({
  name: 'group-names',
  categories: [category],
  collection: { name: `group_names_${category}_v1`, indexes: [] },
  evolve: (doc, { data }) => {
    const name = String(data['name']);
    if (name === 'throw TypeError') throw new TypeError('no such group');
    if (name === 'throw RangeError') throw new RangeError('too many groups');
    if (name === 'throw CodedError') throw new CodedError('event-too-large');
    if (name === 'throw nothing') throw undefined;
    return { rev: -1, names: [...(doc?.names ?? []), name] };
  },
});
