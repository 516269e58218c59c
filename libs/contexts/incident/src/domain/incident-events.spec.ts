import { contractViolation, incidentSchemas } from '@firebreak/contracts';
import { createUpcasting, type EventTypes, type Upcaster } from '@firebreak/event-sourcing';
import { everyKindOfEvent } from '../testing/incident-histories';
import { incidentEventTypes } from './incident-events';
import { incidentUpcasters } from './incident-upcasters';

const types = Object.keys(incidentEventTypes);
const personal = (type: string): readonly string[] => incidentEventTypes[type]?.personal ?? [];
const built = new Map(everyKindOfEvent.map(({ type, data }) => [type as string, data]));
const fieldsOf = (type: string): string[] => Object.keys(built.get(type) ?? {});

/** Fields of free text: what somebody writes of somebody may stand in them. */
const freeText = ['title', 'description', 'notes', 'workaround', 'note', 'text', 'comment'];
const coded = ['IncidentPutOnHold', 'IncidentResumed', 'IncidentCancelled'];

describe('the types of incident events', () => {
  it('are named as they are stored', () => expect(types.filter((type) => !/^[A-Z][A-Za-z]+(\.v\d+)?$/.test(type))).toEqual([]));
  it('are those that the builders spell out, each once', () => expect(everyKindOfEvent.map(({ type }) => type).sort()).toEqual([...types].sort()));

  it('declare as personal only fields that they have', () =>
    expect(types.flatMap((type) => personal(type).filter((field) => !fieldsOf(type).includes(field)))).toEqual([]));

  it.each(types)('declare every free text of %s as personal', (type) => {
    const texts = fieldsOf(type).filter((field) => freeText.includes(field) || (field === 'reason' && !coded.includes(type)));
    expect([...personal(type)].sort()).toEqual(texts.sort());
  });
});

describe.each(Object.entries(incidentSchemas).filter(([name]) => name !== 'IncidentActivityRecorded'))('the contract %s', (name, schema) => {
  const fields = Object.keys(schema.properties);

  it('has no personal field', () => expect(fields.filter((field) => personal(name).includes(field))).toEqual([]));
  it('has only fields of the event', () => expect(fields.filter((field) => !fieldsOf(name).includes(field))).toEqual([]));
  it('has all of them that are not personal', () => expect(fieldsOf(name).filter((field) => ![...fields, ...personal(name)].includes(field))).toEqual([]));
  it('is kept by what the builders spell out', () => expect(contractViolation(name, built.get(name))).toBeNull());
});

it('a contract is an event, or says that there was one', () =>
  expect(Object.keys(incidentSchemas).filter((name) => !types.includes(name))).toEqual(['IncidentActivityRecorded']));

/** Versions that were once stored and that no step leads on from. */
const gaps = (latest: EventTypes, upcasters: readonly Upcaster[]): string[] =>
  Object.keys(latest).flatMap((type) => {
    const [name = '', version = '1'] = type.split('.v');
    const older = Array.from({ length: Number(version) - 1 }, (_, index) => (index === 0 ? name : `${name}.v${index + 1}`));
    return older.filter((each) => !upcasters.some(({ from, to }) => from === each && to === `${name}.v${Number(each.split('.v')[1] ?? 1) + 1}`));
  });

describe('upcasters', () => {
  const upcast = createUpcasting(incidentEventTypes, incidentUpcasters);
  const third: EventTypes = { 'IncidentClosed.v3': { personal: [] } };
  const step = (from: string, to: string): Upcaster => ({ from, to, upcast: (data) => ({ ...data, [to]: true }) });
  const chain = [step('IncidentClosed', 'IncidentClosed.v2'), step('IncidentClosed.v2', 'IncidentClosed.v3')];

  it('lead every version to the latest, one step each', () => expect(gaps(incidentEventTypes, incidentUpcasters)).toEqual([]));
  it.each(types)('leave %s, the latest, as it is', (type) => expect(upcast(type, { kept: true })).toEqual({ type, data: { kept: true } }));
  it('know no other type', () => expect(() => upcast('IncidentVanished', {})).toThrow('unknown-event-type'));

  it('would lead through every step', () =>
    expect(createUpcasting(third, chain)('IncidentClosed', {})).toEqual({ type: 'IncidentClosed.v3', data: { 'IncidentClosed.v2': true, 'IncidentClosed.v3': true } }));

  it('would be missed where one is missing', () => {
    expect(gaps(third, chain)).toEqual([]);
    expect(gaps(third, chain.slice(1))).toEqual(['IncidentClosed']);
    expect(() => createUpcasting(third, chain.slice(0, 1))).toThrow('upcaster-chain-broken');
  });
});
