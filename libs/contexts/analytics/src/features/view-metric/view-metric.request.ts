import { MetricRequest } from '../metric.request';

export class ViewMetricQuery extends MetricRequest {}
