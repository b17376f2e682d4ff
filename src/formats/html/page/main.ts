import { createApp } from './app.js';
import { element } from './dom.js';
import { explanationOf, readModels, readSettings } from './embedded.js';

const root = element('div', { class: 'page' });
document.body.prepend(root);
createApp(root, { settings: readSettings(), explain: explanationOf }).show(readModels());
