import { sha256, type EventStore } from '@firebreak/event-sourcing';
import { Answers, BodyLimit, Edge, Reader, Seals, Unmetered, type CommandEdge, type ReadEdge } from '@firebreak/http';
import { Allow } from '@firebreak/identity';
import { EVENT_STORE } from '@firebreak/runtime';
import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { streamName } from '../../domain/incident';
import { IncidentCommands } from '../../incident-commands';
import { importCase, type CaseResult } from './import-cases.service';
import { ImportPageRequest, StartImportRequest } from './import-incident.request';
import { ImportPageAnswer, type CaseAnswer } from './import-incident.response';
import { ImportJobs, totalOf, type ImportJob, type PageCounts } from './import-jobs.service';
import { sideBySide } from './side-by-side.service';

const pageBytes = 16 * 1024 * 1024;
const atOnce = 32;

@Controller('v1/imports')
export class ImportIncidentController {
  constructor(
    private readonly incidents: IncidentCommands,
    private readonly jobs: ImportJobs,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly seals: Seals,
  ) {}

  @Post()
  @HttpCode(201)
  @Allow('service', 'incident-manager')
  async start(@Body() body: StartImportRequest, @Edge() edge: CommandEdge): Promise<{ readonly id: string }> {
    const { tenant, actor, now, idempotency } = edge.meta;
    const id = sha256(`${tenant} ${idempotency!.keyHash}`).slice(0, 32);
    await this.jobs.start({ id, tenant, source: body.source, files: body.files, startedBy: actor.id, startedAt: now });
    return { id };
  }

  /** Cases of a page are decided side by side and share their commits; all of them at once would keep a remote store from answering in time. */
  @Post(':id/pages')
  @HttpCode(200)
  @BodyLimit(pageBytes)
  @Unmetered()
  @Allow('service', 'incident-manager')
  @Answers(ImportPageAnswer)
  async page(@Param('id') id: string, @Body() body: ImportPageRequest, @Edge() edge: CommandEdge): Promise<ImportPageAnswer> {
    await this.jobs.view(edge.meta.tenant, id);
    const policies = await this.incidents.policies(edge);
    const ports = { store: this.store, nextNumber: () => this.incidents.nextNumber(edge) };
    const results = await sideBySide(body.cases, atOnce, (each) => importCase(ports, edge.meta, policies, each));
    await this.jobs.done(id, body.page, countsOf(results));
    return { results: results.map((each) => this.sealed(edge.meta.tenant, each)) };
  }

  @Get(':id')
  @Allow('service', 'incident-manager', 'auditor')
  async view(@Param('id') id: string, @Reader() reader: ReadEdge): Promise<Omit<ImportJob, 'pages'> & { readonly total: PageCounts }> {
    const { pages: _pages, ...job } = await this.jobs.view(reader.tenant, id);
    return { ...job, total: totalOf({ ...job, pages: _pages }) };
  }

  private sealed(tenant: string, result: CaseResult): CaseAnswer {
    const { id, revision, outcome } = result;
    return { ...result, consistency: outcome === 'refused' ? null : this.seals.sealConsistency(streamName(tenant, id), revision) };
  }
}

const sum = (results: readonly CaseResult[], count: (result: CaseResult) => number): number => results.reduce((total, each) => total + count(each), 0);

const countsOf = (results: readonly CaseResult[]): PageCounts => ({
  cases: results.length,
  appended: sum(results, ({ outcome }) => Number(outcome === 'appended')),
  unchanged: sum(results, ({ outcome }) => Number(outcome === 'unchanged')),
  refused: sum(results, ({ outcome }) => Number(outcome === 'refused')),
  events: sum(results, ({ events }) => events),
  inferred: sum(results, ({ inferred }) => inferred),
  adjusted: sum(results, ({ adjusted }) => adjusted),
});
