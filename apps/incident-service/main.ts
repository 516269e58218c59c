import { runService } from '@firebreak/service-host';
import { incidentService } from './app.module';

void runService(incidentService);
