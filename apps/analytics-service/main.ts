import { runService } from '@firebreak/service-host';
import { analyticsService } from './app.module';

void runService(analyticsService);
