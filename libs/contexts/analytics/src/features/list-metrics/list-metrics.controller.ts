import { Answers, Reader, type ReadEdge } from '@firebreak/http';
import { Allow } from '@firebreak/identity';
import { Controller, Get } from '@nestjs/common';
import { definitionsOf, metricNames } from '../../domain/definitions';
import { dimensionNames } from '../../domain/dimensions';
import { insightReaders } from '../../domain/insight-readers';
import { defaultDefinition } from '../../domain/reporting-policy';
import { Insights } from '../../insights';
import { MetricList } from './list-metrics.response';

@Controller('v1/insights')
export class ListMetricsController {
  constructor(private readonly insights: Insights) {}

  @Get()
  @Allow(...insightReaders)
  @Answers(MetricList)
  async list(@Reader() reader: ReadEdge): Promise<MetricList> {
    const policy = await this.insights.policy(reader);
    return {
      policyVersion: policy.version,
      reportingZones: policy.zones,
      dimensions: dimensionNames,
      items: metricNames.map((metric) => ({ metric, default: defaultDefinition(policy, metric).id, definitions: definitionsOf(metric) })),
    };
  }
}
