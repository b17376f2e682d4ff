import { element } from './dom.js';

/** Links to sections of the page, by id. */
export function sectionLinks(sections: readonly (readonly [id: string, name: string])[]): readonly Node[] {
  return sections.map(([id, text]) => {
    const link = element('a', { href: `#${id}` }, text);
    // The address goes on to hold what the reader has chosen.
    link.addEventListener('click', (event) => {
      event.preventDefault();
      document.getElementById(id)?.scrollIntoView();
    });
    return link;
  });
}

/** Goes to the layer that the address names: `#layer-12`. */
export function followHash(goTo: (layer: number) => void): void {
  const layer = /^#layer-(\d+)$/u.exec(location.hash)?.[1];
  if (layer !== undefined) requestAnimationFrame(() => goTo(Number(layer)));
}
