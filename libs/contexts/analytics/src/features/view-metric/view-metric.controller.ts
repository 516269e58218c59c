import { Answers, Reader, type ReadEdge } from '@firebreak/http';
import { Allow } from '@firebreak/identity';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { metricNames } from '../../domain/definitions';
import { insightReaders } from '../../domain/insight-readers';
import { Insights } from '../../insights';
import { ViewMetricQuery } from './view-metric.request';
import { MetricView } from './view-metric.response';

@Controller('v1/insights')
export class ViewMetricController {
  constructor(private readonly insights: Insights) {}

  @Get(':metric')
  @Allow(...insightReaders)
  @ApiParam({ name: 'metric', enum: metricNames, example: 'time-to-restore' })
  @Answers(MetricView)
  async view(@Param('metric') metric: string, @Query() parameters: ViewMetricQuery, @Reader() reader: ReadEdge): Promise<MetricView> {
    const asked = await this.insights.understand(metric, parameters, reader);
    const answer = await this.insights.answer(asked);
    const { q, diagnostics } = asked;
    return { ...answer, q, diagnostics, freshness: await this.insights.freshness(reader) };
  }
}
