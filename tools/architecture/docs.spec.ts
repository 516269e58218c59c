import path from 'node:path';
import { exists, filesLike, read } from './tree';

const pages = filesLike(/\.md$/).filter((file) => !/(^|\/)fixtures\//.test(file));
const manifest = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

const slug = (heading: string): string =>
  heading.trim().toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(/\s/g, '-');
const withoutCode = (text: string): string => text.replaceAll(/^ *```[\s\S]*?^ *```/gm, '');
const anchorsOf = (page: string): string[] => [...withoutCode(read(page)).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => slug(heading ?? ''));

interface Link {
  readonly page: string;
  readonly target: string;
}

const links: Link[] = pages.flatMap((page) =>
  [...withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => ({ page, target: target ?? '' }))
    .filter(({ target }) => !/^(https?|mailto):/.test(target)),
);

const leads = ({ page, target }: Link): boolean => {
  const [file = '', anchor] = target.split('#');
  const found = file === '' ? page : path.posix.normalize(path.posix.join(path.posix.dirname(page), file));
  return exists(found) && (anchor === undefined || !found.endsWith('.md') || anchorsOf(found).includes(anchor));
};

describe('every page', () => {
  it('links only to what exists', () => {
    expect(links.filter((link) => !leads(link))).toEqual([]);
  });

  it('closes its code blocks and says their language', () => {
    const broken = pages.filter((page) => {
      const fences = [...read(page).matchAll(/^ *```(.*)$/gm)].map(([, language]) => language);
      return fences.length % 2 !== 0 || fences.some((language, index) => (index % 2 === 0) === (language === ''));
    });
    expect(broken).toEqual([]);
  });
});

const blocks = pages.flatMap((page) =>
  [...read(page).matchAll(/^(?: *<!-- from (\S+)#(\S+) -->\n)? *```(\w+)\n([\s\S]*?)^ *```/gm)].map(([, file, region, language, text]) => ({
    page,
    file,
    region,
    language,
    text: text ?? '',
  })),
);

const dedent = (text: string): string => {
  const lines = text.split('\n');
  const indent = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length));
  return lines.map((line) => line.slice(indent)).join('\n');
};

/** What stands between `// region NAME` and `// endregion`, or the same with `#`. */
const regionOf = (file: string, name: string): string | undefined => {
  const found = new RegExp(`^[ ]*(?://|#) region ${name}\\n([\\s\\S]*?)^[ ]*(?://|#) endregion`, 'm').exec(exists(file) ? read(file) : '');
  return found?.[1] === undefined ? undefined : dedent(found[1]);
};

const cliSources = filesLike(/^apps\/cli\/.*\.ts$/).map((file) => read(file)).join('\n');
const known: [RegExp, (given: string) => boolean][] = [
  [/^git clone \S+( \S+)?( && cd \S+)?$/, () => true],
  [/^cd (\S+)$/, () => true],
  [/^npm (start|test)\b/, (script) => script in manifest.scripts],
  [/^npm run (\S+)/, (script) => script in manifest.scripts],
  [/^npx firebreak (\S+)/, (command) => command === '--help' || cliSources.includes(`'${command}`)],
  [/^curl .*http:\/\/(?:localhost|127\.0\.0\.1)/, () => true],
  [/^node_modules\/\.bin\/node (\S+)/, (file) => exists(file) || file.startsWith('node_modules/')],
];

const isKnown = (line: string): boolean => known.some(([pattern, holds]) => pattern.test(line) && holds(pattern.exec(line)?.[1] ?? ''));

describe('every code block', () => {
  it('of a shell uses commands that exist', () => {
    const lines = blocks
      .filter(({ language, file }) => language === 'sh' && file === undefined)
      .flatMap(({ page, text }) => text.replaceAll('\\\n', '').split('\n').map((line) => ({ page, line: line.replace(/\s+# .*$/, '').trim() })));
    expect(lines.filter(({ line }) => line !== '' && !line.startsWith('#') && !isKnown(line))).toEqual([]);
  });

  it('of any other language is a region of a file that is tested', () => {
    const sourced = blocks.filter(({ language, file }) => file !== undefined || !['sh', 'text'].includes(language ?? ''));
    const strays = sourced.filter(({ file, region, text }) => file === undefined || regionOf(file, region ?? '') !== text);
    expect(strays.map(({ page, text }) => ({ page, text }))).toEqual([]);
  });
});

describe('the decision records', () => {
  const records = filesLike(/^docs\/adr\/\d{4}-[a-z0-9-]+\.md$/);
  const titleOf = (record: string): string => /^# (.+)$/m.exec(read(record))?.[1] ?? '';

  it('are numbered without a gap', () => {
    expect(records.map((record) => Number(path.basename(record).slice(0, 4)))).toEqual(records.map((_, index) => index + 1));
    expect(records.length).toBeGreaterThan(0);
  });

  it('have context, options, decision and consequences', () => {
    const sections = ['## Context', '## Options', '## Decision', '## Consequences'];
    expect(records.filter((record) => sections.some((section) => !read(record).includes(`\n${section}\n`)))).toEqual([]);
  });

  it('are all in the index, under their titles', () => {
    const index = read('docs/adr/README.md');
    expect(records.filter((record) => !index.includes(`[${titleOf(record)}](${path.basename(record)})`))).toEqual([]);
  });
});

describe('the changelog', () => {
  it('says what is not released yet', () => {
    const unreleased = /^## \[Unreleased\]\n([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(read('CHANGELOG.md'))?.[1] ?? '';
    expect(unreleased).toMatch(/^- \S/m);
  });
});
