import type { Actor } from '@firebreak/event-sourcing';
import { specFor } from '@firebreak/event-sourcing-testing';
import fc from 'fast-check';
import { policyAggregate, type IncidentPolicyPublished } from '../../domain/policies/incident-policy';
import { defaultPolicies, policyKinds, type PolicyKind, type PolicyKinds } from '../../domain/policies/policies';
import { incidentManager } from '../../testing/incident-actors';
import { at } from '../../testing/incident-builders';
import { publishIncidentPolicy, type PublishIncidentPolicy } from './publish-incident-policy';

const given = specFor(policyAggregate);
const administrator: Actor = { id: 'u-admin', roles: ['administrator'], groups: [] };
const reason = 'the summer is over';

const publish = (kind: PolicyKind, policy: unknown, { why = reason, actor = administrator } = {}): PublishIncidentPolicy => ({
  type: 'PublishIncidentPolicy',
  data: { kind, policy, reason: why },
  meta: { tenant: 'default', actor, onBehalfOf: null, correlationId: 'c', causationId: null, origin: 'live', now: at(0), idempotency: null },
});
const published = <K extends PolicyKind>(kind: K, policy: PolicyKinds[K], version = 1): IncidentPolicyPublished => ({
  type: 'IncidentPolicyPublished',
  data: { kind, version, policy, reason },
});

const matrix = { table: [['P1', 'P1', 'P2'], ['P2', 'P3', 'P4'], ['P4', 'P5', 'P5']] } as const;
const taxonomy = { categories: { network: ['dns', 'vpn'], hardware: [] } };
const day = 86_400_000;

describe('produces', () => {
  it.each(policyKinds)('version one of %s, also where it says what applied anyway', (kind) => {
    const { policy } = defaultPolicies[kind];
    given().when(publishIncidentPolicy, publish(kind, policy)).then(published(kind, policy));
  });
  it('the next version', () =>
    given(published('priority-matrix', defaultPolicies['priority-matrix'].policy, 4))
      .when(publishIncidentPolicy, publish('priority-matrix', matrix))
      .then(published('priority-matrix', matrix, 5)));
  it('what was published before, once something else is in force', () =>
    given(published('taxonomy', taxonomy), published('taxonomy', { categories: null }, 2))
      .when(publishIncidentPolicy, publish('taxonomy', taxonomy))
      .then(published('taxonomy', taxonomy, 3)));
  it.each([0, 365 * day])('a reopen window of %d ms', (windowMs) =>
    given().when(publishIncidentPolicy, publish('reopen', { windowMs, fromClosed: false })).then(published('reopen', { windowMs, fromClosed: false })));
});

const wrong: readonly (readonly [PolicyKind, unknown, string, string])[] = [
  ['priority-matrix', { table: [['P1', 'P2', 'P3'], ['P2', 'P3', 'P4']] }, '/policy/table', 'wrong-length'],
  ['priority-matrix', { table: [['P1', 'P2', 'P3'], ['P2', 'P3', 'P4'], ['P3', 'P4', 'P6']] }, '/policy/table/2/2', 'unknown-value'],
  ['priority-matrix', { table: [['P1', 'P2', 'P3'], 'P2', ['P3', 'P4', 'P5']] }, '/policy/table/1', 'not-a-list'],
  ['priority-matrix', {}, '/policy/table', 'required'],
  ['taxonomy', { categories: {} }, '/policy/categories', 'too-few'],
  ['taxonomy', { categories: [] }, '/policy/categories', 'not-an-object'],
  ['taxonomy', { categories: { ' network': [] } }, '/policy/categories/ network', 'wrong-form'],
  ['taxonomy', { categories: { 'in/out': ['  '] } }, '/policy/categories/in~1out/0', 'blank'],
  ['taxonomy', { categories: { network: ['dns', 'vpn', 'dns'] } }, '/policy/categories/network/2', 'repeated'],
  ['taxonomy', { categories: { network: ['x'.repeat(101)] } }, '/policy/categories/network/0', 'too-long'],
  ['taxonomy', { categories: { network: ['d\u0000ns'] } }, '/policy/categories/network/0', 'wrong-form'],
  ['taxonomy', { categories: { network: 'dns' } }, '/policy/categories/network', 'not-a-list'],
  ['auto-close', { enabled: 'yes', afterMs: day }, '/policy/enabled', 'not-a-boolean'],
  ['auto-close', { enabled: true, afterMs: 59_999 }, '/policy/afterMs', 'out-of-range'],
  ['reopen', { windowMs: 365 * day + 1, fromClosed: true }, '/policy/windowMs', 'out-of-range'],
  ['reopen', { windowMs: -1, fromClosed: true }, '/policy/windowMs', 'out-of-range'],
  ['hold', { maxFollowUpMs: 1.5 }, '/policy/maxFollowUpMs', 'not-an-integer'],
  ['hold', { maxFollowUpMs: day, forever: true }, '/policy/forever', 'unknown-property'],
  ['backdating', { freeMs: '900000' }, '/policy/freeMs', 'not-an-integer'],
  ['adrift', { unassignedMs: day, silentMs: day }, '/policy/unacknowledgedMs', 'required'],
  ['adrift', null, '/policy', 'not-an-object'],
];

describe('refuses', () => {
  it.each(wrong)('%s: %j', (kind, policy, pointer, code) =>
    given().when(publishIncidentPolicy, publish(kind, policy)).thenRefused('invalid-input', { errors: [{ pointer, code }] }));
  it('whoever is no administrator', () =>
    given().when(publishIncidentPolicy, publish('priority-matrix', matrix, { actor: incidentManager })).thenRefused('not-permitted'));
  it('a policy without a reason', () =>
    given().when(publishIncidentPolicy, publish('priority-matrix', matrix, { why: '' })).thenRefused('missing-data', { missing: ['reason'] }));
  it('a policy of another kind', () =>
    given().when(publishIncidentPolicy, publish('reopen', matrix)).thenRefused('invalid-input'));
  it('whatever is no policy, without breaking', () => {
    const kind = fc.constantFrom(...policyKinds);
    fc.assert(
      fc.property(kind, fc.jsonValue(), (of, policy) => given().when(publishIncidentPolicy, publish(of, policy)).thenRefused('invalid-input')),
      { seed: 11, numRuns: 300 },
    );
  });
});

describe('stays quiet', () => {
  it('when the same content is in force, however it is spelt', () =>
    given(published('adrift', { unassignedMs: day, unacknowledgedMs: day, silentMs: day }))
      .when(publishIncidentPolicy, publish('adrift', { silentMs: day, unassignedMs: day, unacknowledgedMs: day }, { why: 'again' }))
      .thenNothing());
  it('when the same taxonomy is in force', () => given(published('taxonomy', taxonomy)).when(publishIncidentPolicy, publish('taxonomy', taxonomy)).thenNothing());
});
