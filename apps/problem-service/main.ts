import { runService } from '@firebreak/service-host';
import { problemService } from './app.module';

void runService(problemService);
