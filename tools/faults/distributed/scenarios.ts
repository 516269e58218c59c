import { relayKills } from './relay-kills';
import type { Scenario } from './scenario';

export const scenarios: readonly Scenario[] = [relayKills];
