/** Everybody who works on incidents or answers for them; a caller sees the own incidents, not figures. */
export const insightReaders = [
  'service-desk',
  'resolver',
  'incident-manager',
  'major-incident-manager',
  'problem-coordinator',
  'problem-manager',
  'problem-analyst',
  'knowledge-author',
  'service-owner',
  'auditor',
  'administrator',
  'service',
] as const;
