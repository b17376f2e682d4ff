export { append, groupBy } from './append.js';
export { examples, limitAbove, readAmount } from './amounts.js';
export {
  csvText,
  escapeLog,
  escapePainted,
  escapeTerminal,
  hideControls,
  terminalText,
  workflowCommand,
} from './escape.js';
export { listText, shortListText, thingsText } from './lists.js';
export { magnitudeOf } from './magnitude.js';
export { html, indentedJson, json, markdown, written, xml } from './markup.js';
export type { Markup } from './markup.js';
export {
  bytesText,
  countText,
  durationText,
  exactText,
  formulaText,
  quantityText,
  ratioText,
  shareText,
} from './numbers.js';
export type { QuantityStyle, Unit } from './numbers.js';
export { paintWith } from './paint.js';
export type { Paint } from './paint.js';
export { shellArgument } from './shell.js';
export { shortenNames, shortenText } from './shorten.js';
export { sumIfKnown, sumOf } from './sums.js';
export { endOf, startOf, textWidth } from './width.js';
export { labelledList, labelledProse, wordsOf, wrapList, wrapProse } from './wrap.js';
export { concat, nothing } from './written.js';
export type { Written } from './written.js';
