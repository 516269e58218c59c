/** The command slices of this context, for those who offer actions on a record. */
export const INCIDENT_SLICES = Symbol.for('firebreak.incident-slices');
