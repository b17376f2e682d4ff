import { isRunning } from '../../../report/index.js';
import type { LayerReport, ModelReport } from '../../../report/index.js';
import { element } from './dom.js';
import { moduleTree } from './modules.js';
import type { Module } from './modules.js';
import type { TableSettings } from '../settings.js';
import { restored } from './quantities.js';
import { columnsOf } from './table-columns.js';
import { drawControls } from './table-controls.js';
import type { TableState } from './table-controls.js';
import { drawHead } from './table-head.js';
import { drawRow, ROW_HEIGHT } from './table-row.js';
import { arrange, groupsIn, keysAround, modulesFrom } from './table-rows.js';
import type { Row } from './table-rows.js';
import { keepTable, startTable } from './table-start.js';

/** Rows drawn beyond those that are seen. */
const SPARE_ROWS = 12;
/** More rows than this are not printed. */
const PRINTED_ROWS = 3000;

/** The table of layers. */
export interface LayerTable {
  readonly section: HTMLElement;
  /** Shows a layer: unfolds what is around it, scrolls to it and makes it the current row. */
  goTo(layer: number): void;
}

/** Makes the table: rows are drawn as they come into sight. `open` is told of a layer that is chosen. */
export function layerTable(
  report: ModelReport,
  settings: TableSettings,
  open: (layer: LayerReport) => void,
): LayerTable {
  const columns = columnsOf(report);
  const hasModules = report.layers.some(({ scope, path }) => scope.length + path.length > 0);
  const state = startTable(settings, columns, hasModules);
  let root: Module = treeOf(report, state.showsAll, settings);
  state.folded = new Set([
    ...groupsIn(root),
    ...(settings.depth === undefined ? [] : modulesFrom(root, settings.depth)),
  ]);
  let rows: readonly Row[] = [];
  let current = 0;

  const head = element('div', { role: 'row', class: 'row head', 'aria-rowindex': 1 });
  const body = element('div', { role: 'rowgroup', class: 'body' });
  const grid = element(
    'div',
    { role: 'treegrid', class: 'grid', tabindex: 0, 'aria-label': 'Layers' },
    element('div', { role: 'rowgroup', class: 'head-group' }, head),
    body,
  );
  const status = element('p', { class: 'status', role: 'status' });

  const arranged = (folded: Iterable<string>): readonly Row[] =>
    arrange(root, { order: state.order, isTree: state.isTree, folded: new Set(folded), isWanted: filterOf(state) });
  const rearrange = (): void => {
    rows = arranged(state.folded);
    current = Math.min(current, Math.max(0, rows.length - 1));
    const layers = rows.reduce((count, row) => count + (row.kind === 'layer' ? 1 : 0), 0);
    status.textContent =
      state.text === '' && state.category === ''
        ? `${root.layers.length.toLocaleString('en')} layers`
        : `${layers.toLocaleString('en')} of ${root.layers.length.toLocaleString('en')} layers`;
    grid.setAttribute('aria-rowcount', String(rows.length + 1));
    grid.setAttribute('aria-colcount', String(state.columns.length + 1));
    body.style.height = `${rows.length * ROW_HEIGHT}px`;
    const widths = state.columns.map(({ width }) => width);
    // Each row is a grid of its own: with a width that no content changes, all rows have the same columns.
    grid.style.setProperty('--columns', ['minmax(0, 1fr)', ...widths.map((width) => `${width}px`)].join(' '));
    grid.style.setProperty('--columns-width', `${widths.reduce((sum, width) => sum + width, 0)}px`);
    head.replaceChildren(...drawHead(state, rearrange));
    keepTable(state, settings, columns, hasModules);
    drawRows(true);
  };
  const drawn = new Map<number, HTMLElement>();
  const drawRows = (anew: boolean, everything = false): void => {
    if (anew) {
      drawn.clear();
      body.replaceChildren();
    }
    const first = everything ? 0 : Math.max(0, Math.floor(grid.scrollTop / ROW_HEIGHT) - SPARE_ROWS);
    const last = everything
      ? Math.min(rows.length, PRINTED_ROWS)
      : Math.min(rows.length, Math.ceil((grid.scrollTop + grid.clientHeight) / ROW_HEIGHT) + SPARE_ROWS);
    for (const [index, made] of drawn) {
      if (index >= first && index < last) continue;
      made.remove();
      drawn.delete(index);
    }
    for (let index = first; index < last; index++) {
      const row = rows[index];
      if (row === undefined || drawn.has(index)) continue;
      const made = drawRow(row, index, index === current, state.columns);
      drawn.set(index, made);
      body.append(made);
    }
  };
  const setCurrent = (index: number): void => {
    drawn.get(current)?.setAttribute('aria-selected', 'false');
    current = Math.max(0, Math.min(rows.length - 1, index));
    const top = current * ROW_HEIGHT;
    const room = grid.clientHeight - head.offsetHeight - ROW_HEIGHT;
    if (top < grid.scrollTop) grid.scrollTop = top;
    else if (top > grid.scrollTop + room) grid.scrollTop = top - room;
    drawRows(false);
    drawn.get(current)?.setAttribute('aria-selected', 'true');
    grid.setAttribute('aria-activedescendant', `row-${current}`);
  };
  const fold = (key: string, isFolded: boolean): void => {
    if (isFolded) state.folded.add(key);
    else state.folded.delete(key);
    rearrange();
  };
  const choose = (index: number): void => {
    const row = rows[index];
    if (row?.kind === 'module') fold(row.module.key, row.isOpen);
    else if (row !== undefined) open(row.layer);
  };

  grid.addEventListener('scroll', () => drawRows(false), { passive: true });
  new ResizeObserver(() => drawRows(false)).observe(grid);
  window.addEventListener('beforeprint', () => {
    // On paper every block has its rows, unless the reader has folded it.
    const groups = groupsIn(root);
    rows = arranged([...state.folded].filter((key) => !groups.has(key)));
    drawRows(true, true);
  });
  window.addEventListener('afterprint', () => {
    rows = arranged(state.folded);
    drawRows(true);
  });
  body.addEventListener('click', (event) => {
    const target = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-row]') : null;
    if (target === null) return;
    setCurrent(Number(target.dataset.row));
    choose(current);
  });
  grid.addEventListener('keydown', (event) => {
    if (event.target !== grid) return;
    const move = moveBy(event.key, Math.floor(grid.clientHeight / ROW_HEIGHT) - 2, current, rows);
    if (move !== undefined) setCurrent(move);
    else if (event.key === 'Enter' || event.key === ' ') choose(current);
    else if (!foldByKey(event.key, rows[current], fold)) return;
    event.preventDefault();
  });

  const controls = drawControls(report, state, columns, hasModules, {
    rearrange,
    showAll: () => {
      root = treeOf(report, state.showsAll, settings);
      rearrange();
    },
    foldAll: (isFolded) => {
      state.folded = new Set(isFolded ? modulesFrom(root, 1) : []);
      rearrange();
    },
  });
  rearrange();
  return {
    section: element(
      'section',
      { id: 'layers', 'aria-label': 'Layers' },
      element('div', { class: 'section-head' }, element('h2', {}, 'Layers'), status),
      controls.bar,
      grid,
    ),
    goTo(index) {
      const layer = report.layers[index];
      if (layer === undefined) return;
      if (!root.layers.includes(layer)) {
        state.showsAll = true;
        root = treeOf(report, true, settings);
      }
      const isHidden = filterOf(state)?.(layer) === false;
      if (isHidden) Object.assign(state, { text: '', category: '' });
      for (const key of keysAround(root, layer)) state.folded.delete(key);
      controls.show();
      rearrange();
      const at = rows.findIndex((row) => row.kind === 'layer' && row.layer === layer);
      grid.scrollTop = Math.max(0, at * ROW_HEIGHT - grid.clientHeight / 3);
      setCurrent(at);
      grid.scrollIntoView({
        block: 'center',
        behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth',
      });
      grid.focus({ preventScroll: true });
    },
  };
}

function treeOf(report: ModelReport, all: boolean, { unfold }: TableSettings): Module {
  const { layers } = restored(report);
  return moduleTree(all ? report.layers : report.layers.filter(isRunning), ({ index }) => layers[index], unfold);
}

/** A test whether a layer has all the words of the filter, and its category. */
function filterOf({ text, category }: TableState): ((layer: LayerReport) => boolean) | undefined {
  const words = text
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '');
  if (words.length === 0 && category === '') return undefined;
  return (layer) => {
    if (category !== '' && layer.category !== category) return false;
    const all =
      `${layer.label}\n${layer.op}\n${layer.category}\n${layer.scope.join('/')}\n${layer.path.join('/')}`.toLowerCase();
    return words.every((word) => all.includes(word));
  };
}

function moveBy(key: string, page: number, current: number, rows: readonly Row[]): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return current + 1;
    case 'ArrowUp':
      return current - 1;
    case 'PageDown':
      return current + page;
    case 'PageUp':
      return current - page;
    case 'Home':
      return 0;
    case 'End':
      return rows.length - 1;
    case 'ArrowLeft': {
      const row = rows[current];
      if (row === undefined || (row.kind === 'module' && row.isOpen)) return undefined;
      return rows.findLastIndex(({ level }, index) => index < current && level < row.level);
    }
    default:
      return undefined;
  }
}

function foldByKey(key: string, row: Row | undefined, fold: (key: string, isFolded: boolean) => void): boolean {
  if (row?.kind !== 'module') return false;
  if (key === 'ArrowLeft' && row.isOpen) fold(row.module.key, true);
  else if (key === 'ArrowRight' && !row.isOpen) fold(row.module.key, false);
  else return false;
  return true;
}
