import { readFileSync } from 'node:fs';
import path from 'node:path';
import { asyncApi, contracts } from '@firebreak/contracts';
import { parse } from 'yaml';
import { eventsPage } from '../docs/events-page';

const root = path.join(__dirname, '..', '..');
const document = parse(readFileSync(path.join(root, 'libs/contracts/asyncapi.yaml'), 'utf8')) as Record<string, unknown>;

const at = (pointer: string): unknown =>
  pointer
    .slice(2)
    .split('/')
    .reduce<unknown>((inside, key) => (inside as Record<string, unknown> | undefined)?.[key], document);

const references = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === '$ref' && typeof inner === 'string' ? [inner] : references(inner)));
};

describe('the AsyncAPI document', () => {
  it('is that of these contracts', () => {
    expect(document).toEqual(JSON.parse(JSON.stringify(asyncApi(contracts))));
  });

  it('has every contract in the channel of its category', () => {
    const missing = contracts.filter(({ name, category }) => at(`#/channels/${category}/messages/${name}`) === undefined);
    expect(missing).toEqual([]);
  });

  it('refers to nothing that is not there', () => {
    expect(references(document).length).toBeGreaterThan(contracts.length);
    expect(references(document).filter((reference) => at(reference) === undefined)).toEqual([]);
  });
});

describe('docs/events.md', () => {
  it('is what the contracts say', () => {
    expect(readFileSync(path.join(root, 'docs/events.md'), 'utf8')).toBe(eventsPage(contracts));
  });
});
