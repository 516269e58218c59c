/** Port tokens. Only an app's module binds them. */
export const EVENT_STORE = Symbol.for('firebreak.event-store');
export const EVENT_BUS = Symbol.for('firebreak.event-bus');
export const READ_STORE = Symbol.for('firebreak.read-store');
export const CLOCK = Symbol.for('firebreak.clock');
export const ID_SOURCE = Symbol.for('firebreak.id-source');
