/** A part of a comment or a summary. */
export interface Section {
  readonly heading: string;
  readonly text: string;
}

/**
 * The most characters: GitHub refuses a comment of more than 65,536, and a summary of more than a mebibyte of UTF-8.
 * Characters of several bytes are few.
 */
const longest = { comment: 65_000, summary: 700_000 } as const;

/**
 * Sections as Markdown that GitHub takes. Where they are too long together, the longest give up their lists of layers
 * first; then sections give up all but their headings, the last ones first.
 */
export function shorten(sections: readonly Section[], where: keyof typeof longest): string {
  const shown = [...sections];
  const length = (): number => markdownOf(shown).length;
  for (const cut of [withoutLayers, withoutText]) {
    const order = shown
      .map((section, index) => ({ index, size: section.text.length }))
      .sort((a, b) => (cut === withoutLayers ? b.size - a.size : b.index - a.index));
    for (const { index } of order) {
      if (length() <= longest[where]) break;
      const section = shown[index];
      if (section !== undefined) shown[index] = cut(section);
    }
  }
  const text = markdownOf(shown);
  return text.length <= longest[where] ? text : `${text.slice(0, longest[where] - 2)}\n…`;
}

function markdownOf(sections: readonly Section[]): string {
  return sections.map(({ heading, text }) => `${heading}\n\n${text}`).join('\n');
}

function withoutLayers({ heading, text }: Section): Section {
  const kept = text.replaceAll(/<details>[^]*?<\/details>/gu, '(The list of layers has no room here.)');
  return { heading, text: kept };
}

function withoutText({ heading, text }: Section): Section {
  return { heading, text: text.length > 100 ? '(The comparison has no room here.)\n' : text };
}

/** Untrusted text as code in Markdown, on one line. */
export function code(text: string): string {
  const line = text.replaceAll(/[\0-\u001F\u007F-\u009F]/gu, ' ');
  const longestRun = Math.max(0, ...[...line.matchAll(/`+/gu)].map(([run]) => run.length));
  const fence = '`'.repeat(longestRun + 1);
  return longestRun > 0 ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`;
}

/** Untrusted lines as a block of code in Markdown. */
export function codeBlock(text: string): string {
  const longestRun = Math.max(2, ...[...text.matchAll(/`+/gu)].map(([run]) => run.length));
  const fence = '`'.repeat(longestRun + 1);
  return `${fence}text\n${text.trimEnd()}\n${fence}\n`;
}
