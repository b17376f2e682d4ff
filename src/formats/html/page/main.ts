import { createApp } from './app.js';
import { explanationOf, readModels, readSettings } from './embedded.js';

createApp(document.body, { settings: readSettings(), explain: explanationOf }).show(readModels());
