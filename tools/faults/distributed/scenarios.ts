import { consumerFaults } from './consumer-faults';
import { engineRestarts } from './engine-restarts';
import { relayKills } from './relay-kills';
import type { Scenario } from './scenario';
import { storeAnswers } from './store-answers';
import { storeHoles } from './store-holes';

export const scenarios: readonly Scenario[] = [relayKills, storeAnswers, storeHoles, consumerFaults, ...engineRestarts];
