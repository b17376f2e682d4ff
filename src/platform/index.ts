export { collect, fitPlatform, headOf } from './fit.js';
export { readPlatform } from './platform.js';
export type { Platform } from './platform.js';
export { predictorFor } from './predict.js';
export type { Predictor } from './predict.js';
export type { PredictedKernel, Prediction } from './prediction.js';
export { readSavedReport } from './saved-report.js';
export type { SavedMeasurement, SavedReport } from './saved-report.js';
