import { button, element, graphic } from './dom.js';
import { fileName, saveFile } from './save-file.js';

/** The properties that the page's style gives a drawing; a file of its own needs them itself. */
const properties = [
  'display',
  'fill',
  'fill-opacity',
  'font-family',
  'font-size',
  'font-weight',
  'opacity',
  'stroke',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'stroke-width',
  'text-anchor',
  'visibility',
];

/** Pixels of a picture for each of the drawing. */
const DENSITY = 2;

/** Buttons that save the drawing of a chart as a file. `drawing` gives it; there may be none. */
export function saveButtons(title: string, drawing: () => SVGSVGElement | null): HTMLElement {
  const subject = title.toLowerCase().replaceAll(' ', '-');
  const save = (kind: string, write: (svg: SVGSVGElement) => void): HTMLButtonElement =>
    button(
      { class: 'save', 'aria-label': `Save ${title} as ${kind}`, title: `Save as ${kind}` },
      () => {
        const svg = drawing();
        if (svg !== null) write(svg);
      },
      kind,
    );
  return element(
    'span',
    { class: 'saves' },
    save('SVG', (svg) => saveFile(fileName(subject, 'svg'), new Blob([drawingText(svg)], { type: 'image/svg+xml' }))),
    save('PNG', (svg) => {
      void pictureOf(svg).then((picture) => saveFile(fileName(subject, 'png'), picture));
    }),
  );
}

/** A drawing as a file of its own, looking as it does on the page. */
function drawingText(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true);
  if (!(copy instanceof SVGSVGElement)) return '';
  const originals = [svg, ...svg.querySelectorAll('*')];
  [copy, ...copy.querySelectorAll('*')].forEach((element, index) => {
    const original = originals[index];
    if (original === undefined) return;
    const style = getComputedStyle(original);
    for (const name of properties) element.setAttribute(name, style.getPropertyValue(name));
    for (const name of ['class', 'tabindex', 'role']) element.removeAttribute(name);
  });
  const { width, height } = sizeOf(svg);
  const ground = getComputedStyle(svg.closest('.panel') ?? document.body).backgroundColor;
  copy.prepend(
    graphic('title', {}, svg.getAttribute('aria-label') ?? ''),
    graphic('rect', { width, height, fill: ground }),
  );
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return new XMLSerializer().serializeToString(copy);
}

async function pictureOf(svg: SVGSVGElement): Promise<Blob> {
  const { width, height } = sizeOf(svg);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawingText(svg))}`;
  await image.decode();
  const canvas = element('canvas', { width: width * DENSITY, height: height * DENSITY });
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done, fail) =>
    canvas.toBlob((blob) => (blob === null ? fail(new Error('the browser gave no picture')) : done(blob)), 'image/png'),
  );
}

function sizeOf(svg: SVGSVGElement): { readonly width: number; readonly height: number } {
  const { width, height } = svg.viewBox.baseVal;
  return { width, height };
}
