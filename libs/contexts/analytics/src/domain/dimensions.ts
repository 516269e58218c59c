import type { FactDimensions } from './incident-fact';

/** What `by` takes, and where a fact holds it. */
export const dimensions = {
  service: 'service',
  priority: 'priority',
  category: 'category',
  group: 'group',
  impact: 'impact',
  urgency: 'urgency',
  source: 'source',
  'source.priority': 'sourcePriority',
  'source.impact': 'sourceImpact',
  'source.urgency': 'sourceUrgency',
} as const satisfies Record<string, keyof FactDimensions>;

export type Dimension = keyof typeof dimensions;

export const dimensionNames = Object.keys(dimensions) as readonly Dimension[];

export const isDimension = (text: string): text is Dimension => Object.hasOwn(dimensions, text);

/** The value of a fact; null for the undivided whole, and where the fact has none. */
export const dimensionValue = (dims: FactDimensions, by: Dimension | null): string | null => (by === null ? null : dims[dimensions[by]]);
