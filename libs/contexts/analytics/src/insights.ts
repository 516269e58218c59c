import { openedOnce, refused, streamParts, type Found, type ReadStore } from '@firebreak/event-sourcing';
import { Seals, type ReadEdge } from '@firebreak/http';
import { canSee } from '@firebreak/identity';
import { parseQuery, printQuery, resolveQuery, type Diagnostic } from '@firebreak/query-language';
import { READ_STORE, Runtime } from '@firebreak/runtime';
import { Inject, Injectable } from '@nestjs/common';
import type { FigureIncident, FigurePart } from './domain/figure-parts';
import type { IncidentFact } from './domain/incident-fact';
import type { Freshness, MetricAnswer } from './domain/metric-answer';
import { readMetricQuery, type MetricParameters, type MetricQuery } from './domain/metric-query';
import type { PublishedPolicy } from './domain/reporting-policy';
import { exportedIncident, type ExportedIncident } from './fact-view';
import { factFields } from './fact-fields';
import { incidentFacts } from './facts/incident-facts.projection';
import { FactsLag } from './freshness';
import { answerMetric } from './insights/answer-metric';
import { InsightStore } from './insights/insight-store';
import { listCounted, type Line, type Place } from './insights/list-counted';
import { reportingPolicies } from './reporting-policy.projection';

/** A question as it came in, with what its filter was taken to mean. */
export interface Asked {
  readonly query: MetricQuery;
  readonly q: string | null;
  readonly diagnostics: readonly Diagnostic[];
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

interface Cursor {
  readonly of: string;
  readonly place: Place;
}

/** The reading side of the edge: waits for what the reader wrote, understands the question, asks the read models. */
@Injectable()
export class Insights {
  private readonly store = openedOnce(() => InsightStore.open(this.readStore));

  constructor(
    @Inject(READ_STORE) private readonly readStore: ReadStore,
    private readonly runtime: Runtime,
    private readonly lag: FactsLag,
    private readonly seals: Seals,
  ) {}

  async policy(reader: ReadEdge): Promise<PublishedPolicy> {
    return (await this.upToDate(reader)).policy(reader.tenant);
  }

  /** @throws CodedError as readMetricQuery does, `position-not-reached` */
  async understand(metric: string, parameters: MetricParameters & { readonly q?: string }, reader: ReadEdge): Promise<Asked> {
    const { tenant, now, actor } = reader;
    const policy = await this.policy(reader);
    if (parameters.q === undefined || parameters.q.trim() === '') {
      return { query: readMetricQuery(tenant, metric, parameters, policy, now, null), q: null, diagnostics: [] };
    }
    const parsed = parseQuery(parameters.q);
    // The zone is checked with everything else, before the filter is read in it.
    const { zone } = readMetricQuery(tenant, metric, parameters, policy, now, null);
    const me = { id: actor.id, groups: actor.groups };
    const { filter, diagnostics } = resolveQuery(parsed.query, { fields: factFields, now, zone, me, spans: parsed.spans });
    const query = readMetricQuery(tenant, metric, parameters, policy, now, filter.op === 'all' ? null : filter);
    return { query, q: printQuery(parsed.query), diagnostics: [...parsed.diagnostics, ...diagnostics] };
  }

  async answer({ query }: Asked): Promise<MetricAnswer> {
    return answerMetric(await this.store(), query);
  }

  async freshness(reader: ReadEdge): Promise<Freshness> {
    return { ...(await this.lag.read(reader.now)), pending: await (await this.store()).isPending(reader.tenant) };
  }

  /** The incidents behind a figure. @throws CodedError `invalid-cursor`, `too-many-incidents` */
  async incidentsBehind(
    { query, q }: Asked,
    asked: { readonly part: FigurePart; readonly value: string | null | undefined; readonly cursor: string | undefined; readonly limit: number },
    reader: ReadEdge,
  ): Promise<Page<FigureIncident>> {
    const { definition, from, to, by } = query;
    const of = JSON.stringify([definition.metric, definition.id, from, to, by, q, asked.part, asked.value]);
    const after = this.place(reader, asked.cursor, of);
    const { lines, next } = await listCounted(await this.store(), { ...query, part: asked.part, value: asked.value, limit: asked.limit, after });
    return { items: lines.map((line) => this.shown(line, asked.part, reader)), nextCursor: this.cursor(reader, next, of) };
  }

  /** Every incident that the reader may see, by the time of its opening. */
  async exported(cursor: string | undefined, limit: number, reader: ReadEdge): Promise<Page<ExportedIncident>> {
    const of = 'export';
    const after = this.place(reader, cursor, of);
    const { facts } = await this.upToDate(reader);
    const found = await facts.find({
      filter: { op: 'eq', field: 'tenant', value: reader.tenant },
      sort: [{ field: 'opened', direction: 'asc' }],
      limit: limit + 1,
      ...(after ? { after: { values: [new Date(after.at).toISOString()], id: after.id } } : {}),
    });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const next = found.length > limit && last ? { at: Date.parse(last.doc.opened), id: last.id, nth: 0 } : null;
    return { items: page.filter(({ doc }) => this.isVisible(doc, reader)).map(exportedIncident), nextCursor: this.cursor(reader, next, of) };
  }

  /** Facts have what the reader wrote, and figures have what the facts have. @throws CodedError `position-not-reached` */
  private async upToDate(reader: ReadEdge): Promise<InsightStore> {
    const store = await this.store();
    for (const { stream, revision } of reader.consistency) {
      await this.runtime.waitForRevision(reportingPolicies.name, stream, revision);
      await this.runtime.waitForRevision(incidentFacts.name, stream, revision);
      await this.runtime.waitForDocument<IncidentFact>(incidentFacts.name, stream, (fact) => (fact?.dirty ?? []).length === 0);
    }
    return store;
  }

  private place(reader: ReadEdge, cursor: string | undefined, of: string): Place | null {
    if (cursor === undefined) return null;
    const opened = this.seals.openCursor<Cursor>(reader.tenant, cursor);
    if (opened.of !== of) throw refused('invalid-cursor', { field: 'cursor', whatToDo: 'Start again without a cursor after changing the question.' });
    return opened.place;
  }

  private cursor(reader: ReadEdge, place: Place | null, of: string): string | null {
    return place && this.seals.sealCursor(reader.tenant, { of, place } satisfies Cursor);
  }

  private isVisible(fact: IncidentFact, { tenant, actor }: ReadEdge): boolean {
    const people = [fact.openedBy, fact.caller, fact.assignee];
    return canSee({ tenant, actor }, { tenant: fact.tenant, visibility: fact.visibility, people, groups: [fact.dims.group] });
  }

  private shown({ found, contribution, value, at }: Line, part: FigurePart, reader: ReadEdge): FigureIncident {
    const visible = this.isVisible(found.doc, reader);
    return {
      id: visible ? idOf(found) : null,
      number: visible ? found.doc.number : null,
      restricted: found.doc.visibility === 'restricted',
      at: new Date(at).toISOString(),
      valueMs: contribution.part === 'measured' ? contribution.ms : null,
      group: value,
      part,
      reason: contribution.part === 'excluded' ? contribution.reason : null,
      corrected: contribution.part === 'measured' && contribution.corrected,
    };
  }
}

const idOf = ({ id }: Found<IncidentFact>): string => streamParts(id).id;
