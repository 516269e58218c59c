import { Answers, Reader, type ReadEdge } from '@firebreak/http';
import { Allow } from '@firebreak/identity';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { metricNames } from '../../domain/definitions';
import { readPart } from '../../domain/figure-parts';
import { insightReaders } from '../../domain/insight-readers';
import { Insights } from '../../insights';
import { ListFigureIncidentsQuery } from './list-figure-incidents.request';
import { FigureIncidentPage } from './list-figure-incidents.response';

@Controller('v1/insights')
export class ListFigureIncidentsController {
  constructor(private readonly insights: Insights) {}

  @Get(':metric/incidents')
  @Allow(...insightReaders)
  @ApiParam({ name: 'metric', enum: metricNames, example: 'time-to-restore' })
  @Answers(FigureIncidentPage)
  async list(@Param('metric') metric: string, @Query() query: ListFigureIncidentsQuery, @Reader() reader: ReadEdge): Promise<FigureIncidentPage> {
    const { cursor, limit = 50, value } = query;
    const asked = await this.insights.understand(metric, query, reader);
    const part = readPart(asked.query.definition.kind, query.part);
    return this.insights.incidentsBehind(asked, { part, value: value === '' ? null : value, cursor, limit }, reader);
  }
}
