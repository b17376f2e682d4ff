import { element } from './dom.js';

/** Hands the reader a file. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  element('a', { href: url, download: name }).click();
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** The name of a file about the model that the page shows: `mobilenet-v2-roofline.svg`. */
export function fileName(subject: string, extension: string): string {
  const [title = ''] = document.title.split(' · ');
  const model = title.replace(/\.(?:onnx|ort|pb)$/u, '').replaceAll(/[^\p{L}\p{N}._-]+/gu, '-');
  return `${[model, subject].filter((part) => part !== '').join('-')}.${extension}`;
}
