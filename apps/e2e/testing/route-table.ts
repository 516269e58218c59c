import type { MatrixRow } from '@firebreak/identity';
import checkedIn from '../route-matrix.json';

const sets: Readonly<Record<string, readonly string[]>> = checkedIn.sets;

/** The checked-in table of routes and roles; a row names its roles, or a set of them. */
export const matrixRows = checkedIn.routes.map(({ method, path, roles }) => ({ method, path, roles: typeof roles === 'string' ? (sets[roles] ?? roles) : roles })) as MatrixRow[];
