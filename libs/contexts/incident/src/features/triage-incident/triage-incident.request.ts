import { ClassificationFields } from '../classification.request';

export class TriageIncidentRequest extends ClassificationFields {}
