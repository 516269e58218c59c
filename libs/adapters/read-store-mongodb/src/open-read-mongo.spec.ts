import { MongoClient } from 'mongodb';
import { checkWriteConcern, openReadMongo } from './open-read-mongo';

const members = (count: number): object => ({ setName: 'rs0', hosts: Array.from({ length: count }, (_, n) => `h${n}:27017`) });
const asked = (query: string): MongoClient['options']['writeConcern'] => new MongoClient(`mongodb://127.0.0.1/${query}`).options.writeConcern;

describe('what an address asks for', () => {
  it.each(['', '?w=majority', '?w=majority&journal=true', '?journal=true', '?w=3', '?w=2'])('"%s" is enough for three members', (query) => {
    expect(() => checkWriteConcern(members(3), asked(query))).not.toThrow();
  });

  it.each(['?w=0', '?w=1', '?journal=false', '?w=majority&journal=false', '?w=1&journal=true'])('"%s" is not', (query) => {
    expect(() => checkWriteConcern(members(3), asked(query))).toThrow(expect.objectContaining({ code: 'unsafe-write-concern' }));
  });

  it('counts the members', () => {
    expect(() => checkWriteConcern(members(5), asked('?w=2'))).toThrow(expect.objectContaining({ details: { w: 2, journal: null } }));
    expect(() => checkWriteConcern(members(5), asked('?w=3'))).not.toThrow();
  });

  it('is the business of a server alone', () => expect(() => checkWriteConcern({}, asked('?w=1&journal=false'))).not.toThrow());
});

it('a server that is not there is refused under a code', async () => {
  await expect(openReadMongo('mongodb://127.0.0.1:1/', { selectionMs: 50 })).rejects.toMatchObject({ code: 'read-store-unavailable' });
});
