export { append } from './append.js';
export { examples, limitAbove, readAmount } from './amounts.js';
export {
  escapeCsv,
  escapeJson,
  escapeLog,
  escapeMarkdown,
  escapeMarkup,
  escapeTerminal,
  hideControls,
} from './escape.js';
export { listText, thingsText } from './lists.js';
export { magnitudeOf } from './magnitude.js';
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
export { shellArgument } from './shell.js';
export { shortenNames, shortenText } from './shorten.js';
export { endOf, startOf, textWidth } from './width.js';
export { labelledList, labelledProse, wrapList, wrapProse } from './wrap.js';
