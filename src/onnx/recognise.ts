import { NetstatError } from '../ir/index.js';

/** Bytes from the start that are looked at. */
const HEAD = 512;

/** Well-known beginnings that are no ONNX model: what they are, and where their mark stands. */
const marks: readonly { readonly offset: number; readonly mark: string; readonly what: string }[] = [
  {
    offset: 0,
    mark: 'PK\u0003\u0004',
    what:
      'a zip archive (a PyTorch checkpoint, a Keras file or a packed model): unpack it, or export the ' +
      'model to ONNX',
  },
  { offset: 0, mark: '\u001f\u008b', what: 'a gzip file: unpack it first' },
  { offset: 0, mark: 'BZh', what: 'a bzip2 file: unpack it first' },
  { offset: 0, mark: '\u00fd7zXZ', what: 'an xz file: unpack it first' },
  { offset: 0, mark: '\u0028\u00b5\u002f\u00fd', what: 'a zstd file: unpack it first' },
  { offset: 257, mark: 'ustar', what: 'a tar archive: unpack it first' },
  { offset: 0, mark: '\u0089HDF', what: 'an HDF5 file (Keras weights): export the model to ONNX' },
  { offset: 4, mark: 'TFL3', what: 'a TensorFlow Lite model: export the model to ONNX' },
  { offset: 0, mark: 'GGUF', what: 'a GGUF file: it holds weights without a graph' },
  { offset: 0, mark: '\u0093NUMPY', what: 'a NumPy array: it holds data without a graph' },
  { offset: 0, mark: '\u007fELF', what: 'a program' },
  { offset: 0, mark: '%PDF', what: 'a PDF document' },
  { offset: 0, mark: '\u0089PNG', what: 'an image' },
  { offset: 0, mark: '\u00ff\u00d8\u00ff', what: 'an image' },
];

/**
 * The plain nature of a file that could not be read as a model; undefined when nothing tells. Looks at its first bytes
 * only.
 */
export function recognise(bytes: Uint8Array): NetstatError | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, HEAD));
  if (head.startsWith('version https://git-lfs')) {
    return new NetstatError(
      'git-lfs-pointer',
      'this is a Git LFS pointer, not the model itself: run `git lfs pull` in its repository',
    );
  }
  if (head.startsWith('ORTM', 4)) {
    return new NetstatError('ort-format', 'this is a model in ORT format: pass the .onnx file it was made from');
  }
  const known = marks.find(({ offset, mark }) => head.startsWith(mark, offset));
  if (known !== undefined) return notOnnx(known.what);
  if (/^\u0080[\u0002-\u0005]/.test(head)) {
    return notOnnx('a Python pickle (a PyTorch checkpoint): export the model to ONNX');
  }
  // safetensors: the length of a JSON header in 8 bytes, then the header.
  if (/^[^]{5}\0\0\0\{"/.test(head)) return notOnnx('a safetensors file: it holds weights without a graph');
  const text = /^(?:\u00ef\u00bb\u00bf)?[\t\n\r\u0020-\u007e\u0080-\u00ff]+$/.test(head);
  if (!text) return undefined;
  if (/^\s*<(?:!doctype|html|\?xml)/i.test(head)) {
    return notOnnx(
      'a web page: the address probably needs a login or leads to a page about the model; download the file itself',
    );
  }
  if (/^\s*[[{]/.test(head)) return notOnnx('JSON');
  return notOnnx('text');
}

function notOnnx(what: string): NetstatError {
  return new NetstatError('not-onnx', `this is not an ONNX model but ${what}`);
}
