import { CategoryFields } from '../classification.request';

export class CategorizeIncidentRequest extends CategoryFields {}
