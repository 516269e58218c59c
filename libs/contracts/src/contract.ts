import type { TSchema } from '@sinclair/typebox';

/** CloudEvents 1.0 attributes and ours, as they stand in the headers of a record. All values are text. */
export const contractHeaders = {
  specVersion: 'ce_specversion',
  id: 'ce_id',
  type: 'ce_type',
  source: 'ce_source',
  subject: 'ce_subject',
  time: 'ce_time',
  contentType: 'content-type',
  dataSchema: 'ce_dataschema',
  sequence: 'ce_sequence',
  tenant: 'ce_tenant',
  actor: 'ce_actor',
  origin: 'ce_origin',
  recordedAt: 'ce_recordedtime',
  correlationId: 'ce_correlationid',
  causationId: 'ce_causationid',
} as const;

export type ContractHeaders = Readonly<Record<string, string>>;

/** One public event type, version and shape of its data. */
export interface ContractType {
  readonly name: string;
  readonly version: 1;
  readonly category: string;
  /** One sentence for subscribers. */
  readonly meaning: string;
  readonly schema: TSchema;
}

/** `firebreak.IncidentResolved.v1` */
export const ceType = (name: string, version = 1): string => `firebreak.${name}.v${version}`;

const pattern = /^firebreak\.([A-Z][A-Za-z]+)\.v(\d+)$/;

/** The contract's name and version; null for a foreign type. */
export const parseCeType = (text: string): { readonly name: string; readonly version: number } | null => {
  const match = pattern.exec(text);
  return match ? { name: match[1]!, version: Number(match[2]) } : null;
};
