import { buildSite } from './build/site.js';

const folder = process.argv[2] ?? 'site';
const measures = await buildSite(folder);
console.log(`site: ${folder}/index.html`);
if (!measures) console.log('site: it cannot measure: onnxruntime-web is not installed (npm run test:setup)');
