import { expect } from 'vitest';

/** An element of XML. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };
const unescape = (text: string): string => {
  expect(text.replaceAll(/&(?:amp|lt|gt|quot);/gu, '')).not.toMatch(/[<&]/u);
  return text.replaceAll(/&(amp|lt|gt|quot);/gu, (_, name: string) => entities[name] ?? '');
};

/** Reads XML of elements, attributes and text, and fails where it is not well formed (https://www.w3.org/TR/xml). */
export function readXml(xml: string): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  let rest = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/u, '');
  while (rest !== '') {
    const [token = '', close, name, list, single, text] =
      /^(?:<\/([a-z-]+)>|<([a-z-]+)((?: [a-z]+="[^"<]*")*)(\/?)>|([^<]+))/u.exec(rest) ?? [];
    if (token === '') throw new Error(`not well formed at ${rest.slice(0, 80)}`);
    rest = rest.slice(token.length);
    const parent = open.at(-1) ?? root;
    if (text !== undefined) parent.text += unescape(text);
    else if (close !== undefined) expect(open.pop()?.name).toBe(close);
    else {
      const attributes = Object.fromEntries(
        [...(list ?? '').matchAll(/ ([a-z]+)="([^"]*)"/gu)].map(([, key = '', value = '']) => [key, unescape(value)]),
      );
      const element: Element = { name: name ?? '', attributes, children: [], text: '' };
      parent.children.push(element);
      if (single !== '/') open.push(element);
    }
  }
  expect(open).toHaveLength(1);
  const [document] = root.children;
  if (document === undefined) throw new Error('no element');
  return document;
}
