import { expandFormulas } from '../../../report/index.js';
import type { FailedModel, ModelReport } from '../../../report/index.js';
import type { PaperFacts } from '../../paper-facts.js';
import type { PageSettings } from '../settings.js';

/** The reports that the page holds. */
export function readModels(): readonly (ModelReport | FailedModel)[] {
  return [...document.querySelectorAll('script.report')].map((block) =>
    expandFormulas(JSON.parse(block.textContent ?? '') as ModelReport | FailedModel),
  );
}

/** The page's settings. */
export function readSettings(): PageSettings {
  return JSON.parse(document.querySelector('script.settings')?.textContent ?? '') as PageSettings;
}

/** The paper's experiments that the page shows before its reports; undefined on most pages. */
export function readPaper(): PaperFacts | undefined {
  const text = document.querySelector('script.paper')?.textContent;
  return text === undefined || text === null ? undefined : (JSON.parse(text) as PaperFacts);
}

/** The explanation of a rule that the page holds, to be shown once more. */
export function explanationOf(rule: string): Node | undefined {
  const template = document.querySelector<HTMLTemplateElement>(`template[data-rule="${CSS.escape(rule)}"]`);
  return template === null ? undefined : template.content.cloneNode(true);
}
