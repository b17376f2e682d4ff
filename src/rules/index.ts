export type { Finding, FindingData, Severity } from './finding.js';
