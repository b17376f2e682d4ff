import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { Marked } from 'marked';

const folder = 'docs/rules';

/** Links lead to other files of docs/, which a report does not have beside it: they stand as text. */
const marked = new Marked({
  renderer: {
    link({ tokens }) {
      return this.parser.parseInline(tokens);
    },
    // A head without text names nothing.
    tablecell({ tokens, header, align }) {
      const kind = header && tokens.length > 0 ? 'th' : 'td';
      return `<${kind}${align === null ? '' : ` align="${align}"`}>${this.parser.parseInline(tokens)}</${kind}>\n`;
    },
  },
});

/**
 * The explanation on the page of each rule, as HTML: what the rule reports and why, without its name, settings and
 * examples.
 */
export function rulePages(): Readonly<Record<string, string>> {
  if (!existsSync(folder)) return {};
  const files = readdirSync(folder).filter((file) => file.endsWith('.md') && file !== 'README.md');
  return Object.fromEntries(
    files.map((file) => [file.slice(0, -'.md'.length), explanation(readFileSync(`${folder}/${file}`, 'utf8'))]),
  );
}

function explanation(page: string): string {
  const [start = '', ...sections] = page.split(/^(?=## )/mu);
  const kept = sections.filter((section) => !/^## (?:Options|Examples)/u.test(section));
  return marked.parse([start.replace(/^# .*\n/u, ''), ...kept].join(''), { async: false }).trim();
}
