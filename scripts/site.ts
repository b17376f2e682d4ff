import { buildSite } from './build/site.js';

const folder = process.argv[2] ?? 'site';
await buildSite(folder);
console.log(`site: ${folder}/index.html`);
