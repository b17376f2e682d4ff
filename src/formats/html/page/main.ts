import { createApp } from './app.js';
import { element } from './dom.js';
import { explanationOf, readModels, readPaper, readSettings } from './embedded.js';
import { paperSection } from './paper.js';

const root = element('div', { class: 'page' });
document.body.prepend(root);
const paper = readPaper();
createApp(root, {
  settings: readSettings(),
  explain: explanationOf,
  ...(paper === undefined ? {} : { preface: { section: paperSection(paper), name: 'Paper' } }),
}).show(readModels());
