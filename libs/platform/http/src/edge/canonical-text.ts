/** One text for equal JSON values: keys sorted, no white space. Unlike the kernel's it takes any number, for it only compares. */
export const canonicalText = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = value as Record<string, unknown>;
  let text = '';
  for (const key of Object.keys(members).sort()) text += `${JSON.stringify(key)}:${canonicalText(members[key])},`;
  return `{${text}}`;
};
