import type { Bench } from './bench';
import { commandPath } from './command-path';
import { rebuild } from './rebuild';

export const benches: readonly Bench[] = [commandPath, rebuild];
