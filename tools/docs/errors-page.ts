import type { errorTable } from '@firebreak/http';

type Table = Readonly<Record<string, (typeof errorTable)[string]>>;

const intro = `# Errors

Every refusal and every failure carries one of these codes, in the body (\`code\` of \`application/problem+json\`, RFC 9457), in
the command line's messages and in the logs. Tell errors apart by code, never by text.

\`npm run docs\` writes this page from the table that answers requests (\`libs/platform/http/src/error-table.ts\`); a spec compares
the two with the codes in the sources.
`;

/** One heading a code, in alphabetical order. */
export const errorsPage = (table: Table): string => {
  const codes = Object.entries(table)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, entry]) => {
      const facts = [`HTTP ${entry.status}`, entry.class, entry.retryable ? 'may be tried again' : 'trying again changes nothing'];
      return `## \`${code}\`\n\n${entry.title} ${entry.whatToDo}\n\n${facts.join(', ')}.\n`;
    });
  return [intro, ...codes].join('\n');
};
