import { Answers, Reader, type ReadEdge } from '@firebreak/http';
import { Allow } from '@firebreak/identity';
import { Controller, Get, Query } from '@nestjs/common';
import { exportColumns } from '../../fact-view';
import { Insights } from '../../insights';
import { ListExportedIncidentsQuery } from './list-exported-incidents.request';
import { ExportedIncidentPage } from './list-exported-incidents.response';

@Controller('v1/exports')
export class ListExportedIncidentsController {
  constructor(private readonly insights: Insights) {}

  @Get('incidents')
  @Allow('auditor', 'incident-manager', 'problem-manager', 'service-desk', 'service')
  @Answers(ExportedIncidentPage)
  async list(@Query() { cursor, limit = 500 }: ListExportedIncidentsQuery, @Reader() reader: ReadEdge): Promise<ExportedIncidentPage> {
    return { columns: exportColumns, ...(await this.insights.exported(cursor, limit, reader)) };
  }
}
