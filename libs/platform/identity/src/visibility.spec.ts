import type { Actor } from '@firebreak/event-sourcing';
import { everyRole, isRole, isSystemActor, roleTable, writers } from './roles';
import { canSee, type Onlooker, type RecordVisibility } from './visibility';

const normal: RecordVisibility = { tenant: 'default', visibility: 'normal', people: ['u-opener', null, 'u-assignee'], groups: ['network', null] };
const restricted: RecordVisibility = { ...normal, visibility: 'restricted' };
const someone: Actor = { id: 'u-x', roles: ['resolver'], groups: [] };
const who = (actor: Partial<Actor>, tenant = 'default'): Onlooker => ({ tenant, actor: { ...someone, ...actor } });

describe('a record', () => {
  it('is seen by everybody of its tenant and nobody else', () => {
    expect(canSee(who({}), normal)).toBe(true);
    expect(canSee(who({ roles: ['auditor'] }, 'other'), normal)).toBe(false);
    expect(canSee(who({ id: 'system:auto-close' }, 'other'), normal)).toBe(false);
  });

  it.each([
    { id: 'u-opener' }, { id: 'u-assignee' }, { roles: ['incident-manager'] }, { roles: ['caller', 'auditor'] },
    { groups: ['desk', 'network'] }, { id: 'system:auto-close' },
  ])(
    'that is restricted is seen by %j',
    (actor) => expect(canSee(who(actor), restricted)).toBe(true),
  );
  it.each([
    {}, { roles: ['administrator'] }, { roles: ['major-incident-manager'] }, { groups: ['desk'] }, { id: 'network' },
  ])('that is restricted is not seen by %j', (actor) =>
    expect(canSee(who(actor), restricted)).toBe(false));
});

describe('the roles', () => {
  it('are those of the domain, each with what it is for', () => {
    expect(everyRole).toHaveLength(13);
    expect(roleTable.every(({ role, title, purpose }) => /^[a-z]+(-[a-z]+)*$/.test(role) && title && purpose.endsWith('.'))).toBe(true);
    expect(everyRole.filter((role) => !writers.includes(role))).toEqual(['auditor', 'administrator']);
  });
  it('are told apart from anything else', () => {
    expect(['auditor', 'Auditor', ['auditor'], 'system', undefined].map(isRole)).toEqual([true, false, false, false, false]);
    expect(['system:relay', 'u-system:', 'System:relay'].map(isSystemActor)).toEqual([true, false, false]);
  });
});
