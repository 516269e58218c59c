import type { Bench } from './bench';
import { commandPath } from './command-path';
import { freshness } from './freshness';
import { imports } from './import-rate';
import { insights } from './insights';
import { liveRebuild } from './live-rebuild';
import { overEngines } from './over-engines';
import { rebuild } from './rebuild';
import { servicesRebuild } from './services-rebuild';
import { starts } from './starts';

export const benches: readonly Bench[] = [commandPath, rebuild, liveRebuild, insights, freshness, overEngines, servicesRebuild, starts, imports];
