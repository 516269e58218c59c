import { fixedClock } from '@firebreak/event-sourcing-testing';
import type { Role } from '@firebreak/identity';
import { exampleOf, operationsOf, type Operation, type Schema } from '../testing/api-document';
import { mappedCase } from '../testing/mapped-cases';
import { personOf, type Person } from '../testing/people';
import { pointed, traceOf, verdict } from '../testing/problems';
import { row } from '../testing/rows';
import { started } from '../testing/stories';
import type { Answer } from '../testing/target';
import { command, openWorld, type AnyTarget, type World } from '../testing/world';

type Body = Readonly<Record<string, unknown>>;

/** As the documentation shows it; it leaves open what a case is. */
const shown = ({ body }: Documented): Body => {
  const example = exampleOf(body) as Body;
  return 'cases' in example ? { ...example, cases: [mappedCase('documented', [{ at: '2026-03-01T00:00:00.000Z', status: 'new' }])] } : example;
};
type Documented = Operation & { readonly body: Schema };

let world: World<AnyTarget>;
let documented: readonly Documented[];
let paths: Readonly<Record<string, string>>;
beforeAll(async () => {
  // Past every time that an example names.
  world = await openWorld({ clock: fixedClock('2026-03-05T12:00:00.000Z') });
  const { number } = await started(world);
  const { body } = await command(world.people.machine, '/v1/imports', { source: 'e2e', files: [] });
  await world.target.caughtUp();
  paths = { incidents: number, imports: (body as { id: string }).id, services: world.service, groups: world.group, policies: 'reopen' };
  documented = (await operationsOf(world.target)).filter((each): each is Documented => each.method === 'POST' && each.body?.properties !== undefined && each.roles !== 'public');
});
afterAll(() => world.target.stop());

const whoMay = ({ roles }: Operation): Person => personOf(world.target, { id: 'u-who-may', tenant: world.tenant, roles: roles as readonly Role[] });
const sent = (operation: Operation, body: object): Promise<Answer> =>
  whoMay(operation).post(operation.path.replace(/:[a-z]+/, paths[operation.path.split('/')[2]!] ?? 'none'), body, operation.path.includes(':') ? { 'if-match': '*' } : {});

interface Wrong {
  readonly operation: Documented;
  readonly field: string;
  readonly value: unknown;
}

/** A value of every field that its documentation does not allow. */
const wrongOf = (valuesFor: (schema: Schema) => readonly unknown[]): readonly Wrong[] =>
  documented.flatMap((operation) => Object.entries(operation.body.properties!).flatMap(([field, schema]) => valuesFor(schema).map((value) => ({ operation, field, value }))));

const typesOf = ({ type = 'object' }: Schema): readonly string[] => [type].flat();

/** Those that were not refused with the field's pointer, and whether anything was recorded. */
const taken = async (wrong: readonly Wrong[]): Promise<readonly string[]> => {
  const before = await traceOf(world.target);
  const answers = await Promise.all(wrong.map(async ({ operation, field, value }) => ({ operation, field, value, answer: await sent(operation, { ...shown(operation), [field]: value }) })));
  const refused = (field: string, answer: Answer): boolean => answer.status === 422 && pointed(answer).every((each) => each.startsWith(`/${field}`)) && pointed(answer).length > 0;
  const found = answers.filter(({ field, answer }) => !refused(field, answer)).map(({ operation, field, value, answer }) => `${operation.path} ${field} ${JSON.stringify(value)}: ${verdict(answer)}`);
  return await traceOf(world.target) === before ? found : [...found, 'something was recorded'];
};

describe('every command that takes a body', () => {
  row(8, 'takes no property that it does not name', async () => {
    expect(documented.length).toBeGreaterThan(25);
    const before = await traceOf(world.target);
    for (const property of ['nope', 'tenant', 'status', 'hasOwnProperty', '__defineGetter__']) {
      const answers = await Promise.all(documented.map(async (operation) => [operation.path, await sent(operation, { ...shown(operation), [property]: 1 })] as const));
      expect(answers.map(([path, answer]) => [path, verdict(answer), pointed(answer)])).toEqual(answers.map(([path]) => [path, '422 unknown-property', [`/${property} unknown-property`]]));
    }
    expect(await traceOf(world.target)).toBe(before);
  });

  row(15, 'takes null only where its documentation does', async () => {
    expect(await taken(wrongOf((schema) => (typesOf(schema).includes('null') ? [] : [null])))).toEqual([]);
  });

  row(15, 'takes no value of another type', async () => {
    const others: readonly (readonly [string, readonly unknown[]])[] = [
      ['string', [7, true, {}, []]],
      ['number', ['1', true, {}, [], 1.5]],
      ['integer', ['1', true, {}, [], 1.5]],
      ['boolean', ['true', 0, {}, []]],
      ['array', ['x', 1, {}]],
      ['object', ['x', 1, []]],
    ];
    expect(await taken(wrongOf((schema) => others.filter(([type]) => typesOf(schema).includes(type)).flatMap(([, values]) => values)))).toEqual([]);
  });

  row(15, 'takes no value that its documentation does not list', async () => {
    expect(await taken(wrongOf(({ enum: known }) => (known ? ['nope', '', 99, '__proto__', 'toString'] : [])))).toEqual([]);
  });

  row(13, 'takes no text that is longer than its documentation says, or that has no letter', async () => {
    const texts = ({ maxLength, format }: Schema): readonly unknown[] => (maxLength === undefined || format === 'uri' ? [] : ['x'.repeat(maxLength + 1), '\u200b', 'a\u0000b', 'a\u202eb']);
    expect(await taken(wrongOf((schema) => (typesOf(schema).includes('string') && !schema.enum ? texts(schema) : [])))).toEqual([]);
  });

  row(28, 'takes no time that is none', async () => {
    const times = ['2026-02-30T00:00:00Z', '2026-02-01', '2026-02-01T00:00:00', '0001-01-01T00:00:00Z', '', '1770000000000'];
    expect(await taken(wrongOf(({ format }) => (format === 'date-time' ? times : [])))).toEqual([]);
  });

  row(8, 'asks for what its documentation calls required', async () => {
    const missing = documented.flatMap((operation) => (operation.body.required ?? []).map((field) => ({ operation, field })));
    const answers = await Promise.all(
      missing.map(async ({ operation, field }) => {
        const body = Object.fromEntries(Object.entries(shown(operation)).filter(([name]) => name !== field));
        return `${operation.path} ${field} ${verdict(await sent(operation, body))}`;
      }),
    );
    expect(answers.filter((each) => !each.endsWith('422 invalid-input'))).toEqual([]);
  });
});
