import type { Role } from '@firebreak/identity';
import { personOf, type Person } from '../testing/people';
import { command, type AnyTarget, type World } from '../testing/world';
import type { Dice } from './dice';

export interface KnownIncident {
  readonly id: string;
  readonly number: string;
  /** Answers about it. */
  age: number;
  /** How far its life has come, as far as answers told. */
  stage: number;
  /** Which of the callers; null for somebody else. */
  readonly caller: number | null;
}

const peopleARole = 3;
const mostIncidents = 60;
const fewestIncidents = 40;
const oldAge = 40;
/** Services and groups that are registered before the first request, and never retired. */
export const firsts = 3;

/** What whoever sends the requests has learnt of one tenant. */
export class Known {
  readonly services: string[] = [];
  readonly groups: string[] = [];
  readonly incidents: KnownIncident[] = [];
  readonly imports: string[] = [];
  readonly cursors: string[] = [];
  readonly tokens: string[] = [];
  private readonly people = new Map<string, Person>();

  constructor(
    readonly target: AnyTarget,
    readonly tenant: string,
    readonly otherTenant: string,
  ) {}

  personId(role: Role, n: number): string {
    return `f-${role}-${n}`;
  }

  person(dice: Dice, roles: readonly Role[]): Person {
    return this.named(dice.pick(roles), dice.int(peopleARole));
  }

  named(role: Role, n: number): Person {
    const id = this.personId(role, n);
    const person = this.people.get(id) ?? personOf(this.target, { id, tenant: this.tenant, roles: [role] });
    this.people.set(id, person);
    return person;
  }

  /** Somebody who may be named. */
  subject(dice: Dice): string {
    return this.personId(dice.pick<Role>(['resolver', 'service-desk', 'caller', 'incident-manager', 'service']), dice.int(peopleARole));
  }

  remember(incident: KnownIncident): void {
    this.incidents.push(incident);
    if (this.incidents.length > mostIncidents) this.incidents.splice(this.incidents.findIndex(({ age }) => age === Math.max(...this.incidents.map((each) => each.age))), 1);
  }

  find(id: string): KnownIncident | undefined {
    return this.incidents.find((each) => each.id === id.toLowerCase() || each.number === id.toUpperCase());
  }

  /** An answer came, whatever it was; who was asked often enough makes room, also those that nobody may see. */
  aged(incident: KnownIncident): void {
    incident.age += 1;
    if (incident.age > oldAge && this.incidents.length > fewestIncidents) this.incidents.splice(this.incidents.indexOf(incident), 1);
  }

  /** The first ones stay: the services and groups that lives go on with. */
  keep(list: string[], value: string | null | undefined): void {
    if (!value) return;
    list.push(value);
    if (list.length > 30) list.splice(firsts, 1);
  }
}

/** Services, groups with everybody in one of them, and a first incident. */
export const furnish = async (world: World<AnyTarget>, tenant: string): Promise<Known> => {
  const own = tenant === world.tenant;
  const known = new Known(world.target, tenant, own ? world.otherTenant : world.tenant);
  const { administrator, desk } = own ? world.people : world.strangers;
  const roles: readonly Role[] = ['resolver', 'service-desk', 'caller', 'incident-manager', 'service'];
  for (const n of [0, 1, 2]) {
    known.services.push(`fuzz-service-${n}`);
    await command(administrator, '/v1/services', { key: `fuzz-service-${n}`, tier: 1 });
    const members = roles.map((role) => known.personId(role, n));
    known.groups.push(`fuzz-group-${n}`);
    await command(administrator, '/v1/groups', { key: `fuzz-group-${n}`, members });
  }
  for (let n = 0; n < fewestIncidents; n += 1) {
    const { body } = await command(desk, '/v1/incidents', { title: `T-${tenant}- seed ${n}`, source: 'fuzz', channel: 'api', caller: known.personId('caller', n % peopleARole) });
    const { id, number } = body as { id: string; number: string };
    known.remember({ id, number, age: 0, stage: 0, caller: n % peopleARole });
  }
  return known;
};
