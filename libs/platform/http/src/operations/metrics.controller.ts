import { Allow } from '@firebreak/identity';
import { Metrics, METRICS } from '@firebreak/telemetry';
import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Produces } from '../edge/edge.decorators';

@Controller('metrics')
export class MetricsController {
  constructor(@Inject(METRICS) private readonly metrics: Metrics) {}

  @Get()
  @Allow('auditor', 'administrator', 'service')
  @Produces('text/plain')
  @ApiProduces('text/plain')
  @ApiOperation({ summary: 'Counts of this process in the form that Prometheus reads.' })
  async text(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const text = await this.metrics.text();
    void reply.header('content-type', this.metrics.contentType);
    return text;
  }
}
