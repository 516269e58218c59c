import type { Actor } from '@firebreak/event-sourcing';

const actor = (id: string, roles: readonly string[], groups: readonly string[] = []): Actor => ({ id, roles, groups });

export const network = 'g-network';
export const storage = 'g-storage';

export const desk = actor('u-desk', ['service-desk'], ['g-desk']);
export const incidentManager = actor('u-incident-manager', ['incident-manager']);
export const caller = actor('u-caller', ['caller']);
/** Logged it, is nobody's agent. */
export const opener = actor('u-opener', ['service-owner']);
/** The builders' incidents are assigned to this person in the group `network`. */
export const assignee = actor('u-assignee', ['resolver'], [network]);
/** Another member of that group. */
export const resolver = actor('u-resolver', ['resolver'], [network]);
/** Resolves for another group. */
export const stranger = actor('u-stranger', ['resolver'], [storage]);
/** Neither agent nor concerned. */
export const outsider = actor('u-outsider', ['knowledge-author'], [storage]);
export const auditor = actor('u-auditor', ['auditor']);
/** A machine that is a member of the group. */
export const machine = actor('u-machine', ['service'], [network]);

export const autoClose = actor('system:auto-close', []);
export const followUp = actor('system:follow-up', []);
export const routing = actor('system:routing', []);
