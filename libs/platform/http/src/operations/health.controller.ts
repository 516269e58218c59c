import { Public } from '@firebreak/identity';
import { Health, HEALTH, type HealthReport } from '@firebreak/telemetry';
import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

@Controller('health')
export class HealthController {
  constructor(@Inject(HEALTH) private readonly health: Health) {}

  @Get('live')
  @Public()
  @ApiOperation({ summary: 'The process answers.' })
  live(): { readonly live: true } {
    return { live: true };
  }

  @Get('ready')
  @Public()
  @ApiOperation({ summary: 'The process wants requests: 200, else 503 with the checks that fail.' })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthReport> {
    const report = await this.health.report();
    if (!report.ready) void reply.status(503).header('retry-after', '1');
    return report;
  }
}
