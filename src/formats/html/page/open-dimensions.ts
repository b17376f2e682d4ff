import { optionFor } from '../../../ir/index.js';
import { toNumber } from '../../../dim/index.js';
import type { ModelReport } from '../../../report/index.js';
import { usualSizes } from '../../usual-sizes.js';
import { button, element } from './dom.js';
import { nameText } from './names.js';

/** How long to wait for the next key before computing anew. */
const PAUSE_MS = 120;

/**
 * Fields for the dimensions that the figures depend on; undefined when there is none. `bind` is told of all that are
 * filled in.
 */
export function openDimensions(
  original: ModelReport,
  given: ReadonlyMap<string, number>,
  bind: (dims: ReadonlyMap<string, number>) => void,
): HTMLElement | undefined {
  if (original.unbound.length === 0) return undefined;
  const dims = new Map(given);
  const hint = element('code', { class: 'hint' });
  const hintLine = element('p', { class: 'hint-line' }, 'On the command line: ', hint);
  const showHint = (): void => {
    hint.textContent = bindingOptions(original, dims);
    hintLine.hidden = hint.textContent === '';
  };
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const fields = original.unbound.map(({ symbol, meaning }) => {
    const input = element('input', {
      type: 'number',
      min: 0,
      step: 1,
      inputmode: 'numeric',
      placeholder: 'open',
      value: given.get(symbol),
      'data-symbol': symbol,
    });
    input.addEventListener('input', () => {
      const value = input.valueAsNumber;
      const isValid = Number.isSafeInteger(value) && value >= 0;
      input.toggleAttribute('aria-invalid', input.value !== '' && !isValid);
      if (isValid) dims.set(symbol, value);
      else dims.delete(symbol);
      showHint();
      clearTimeout(waiting);
      waiting = setTimeout(() => bind(new Map(dims)), PAUSE_MS);
    });
    return element(
      'label',
      { class: 'dimension' },
      element('span', { class: 'name' }, nameText(symbol)),
      input,
      element('small', { class: 'name' }, nameText(meaning)),
    );
  });
  showHint();
  const setAll = button(
    { class: 'plain' },
    () => {
      const usual = usualSizes(original, dims);
      for (const field of fields) {
        const input = field.querySelector('input');
        if (input === null || input.value !== '') continue;
        input.value = String(toNumber(usual.get(input.dataset.symbol ?? '') ?? 1) ?? 1);
        input.dispatchEvent(new Event('input'));
      }
    },
    usualSizes(original).size > 0 ? 'Set usual sizes' : 'Set all to 1',
  );
  return element(
    'section',
    { class: 'notice open', 'aria-label': 'Open dimensions' },
    element(
      'p',
      {},
      element('strong', {}, 'Some dimensions are open. '),
      'Figures are formulas until they have values.',
    ),
    element('div', { class: 'dimensions' }, ...fields, setAll),
    hintLine,
  );
}

/** The options of the command line that bind symbols to those sizes. */
export function dimOptions(dims: ReadonlyMap<string, number>): string {
  return [...dims].map(([symbol, size]) => optionFor('--dim', symbol, String(size))).join(' ');
}

/** The options of the command line for the fields that are filled in, or with usual sizes while no field is. */
function bindingOptions({ bindWith = [] }: ModelReport, dims: ReadonlyMap<string, number>): string {
  if (dims.size > 0) return dimOptions(dims);
  return bindWith.map(({ option, name, value }) => optionFor(option, name, value)).join(' ');
}
