import { PickType } from '@nestjs/swagger';
import { ClassificationFields } from '../classification.request';

export class PrioritizeIncidentRequest extends PickType(ClassificationFields, ['impact', 'urgency'] as const) {}
