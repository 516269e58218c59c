import fc from 'fast-check';
import { DatabaseSync } from 'node:sqlite';
import { backlogs } from './backlogs';
import { createBusTables } from './schema';

const step = fc.record({
  topic: fc.constantFrom('a', 'b'),
  group: fc.constantFrom('g', 'h'),
  adds: fc.nat(5),
  after: fc.nat(60),
  end: fc.constantFrom('COMMIT', 'ROLLBACK'),
});

it('a backlog is what one would count, whatever was counted before and whatever vanished again', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const database = new DatabaseSync(':memory:');
      createBusTables(database);
      const add = database.prepare(`INSERT INTO bus_log (topic, key, id, type, sequence, position, store_id, hash, headers) VALUES (?, 'k', 'i', 't', 0, 'p', 's', 'h', '{}')`);
      const really = database.prepare('SELECT count(*) AS n FROM bus_log WHERE topic = ? AND "offset" > ?');
      const backlog = backlogs(database);
      const check = (group: string, topic: string, after: number): void => expect(backlog(group, topic, after)).toBe(really.get(topic, after)!.n);
      for (const { topic, group, adds, after, end } of steps) {
        database.exec('BEGIN');
        for (let at = 0; at < adds; at += 1) add.run(topic);
        check(group, topic, after);
        database.exec(end);
        check(group, topic, after);
      }
      database.close();
    }),
    { seed: 20_260_302, numRuns: 200 },
  );
});
