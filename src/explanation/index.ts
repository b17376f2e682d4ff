export { explainLayer } from './explain-layer.js';
export type { Derivation, LayerExplanation, TrafficLine } from './explain-layer.js';
export { explainNumber } from './explain-number.js';
export type { Candidate } from './explain-number.js';
export { explainOperator } from './explain-operator.js';
export type { OperatorExplanation } from './explain-operator.js';
export { findLayer } from './find-layer.js';
export { renderFormula } from './render-formula.js';
