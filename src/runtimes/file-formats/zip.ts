/** A file in an archive. */
export interface ZipEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const END = 0x06054b50;
const ENTRY = 0x02014b50;
/** The longest comment that may follow the end of the list of files. */
const LONGEST_COMMENT = 0xffff;
const STORED = 0;
const DEFLATED = 8;

/**
 * The files of a ZIP archive (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3), stored or deflated, as
 * NumPy writes them.
 * @throws Error for bytes that are no archive, or of a kind that NumPy does not write
 */
export function readZip(bytes: Uint8Array, inflate: (bytes: Uint8Array) => Uint8Array): readonly ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const last = bytes.length - 22;
  const first = Math.max(0, last - LONGEST_COMMENT);
  let end = last;
  while (end >= first && view.getUint32(end, true) !== END) end -= 1;
  if (end < first) throw new Error('this is no archive of arrays (.npz)');
  const entries: ZipEntry[] = [];
  let place = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
    if (view.getUint32(place, true) !== ENTRY) throw new Error('the archive is damaged, or larger than 4 GiB');
    const method = view.getUint16(place + 10, true);
    const size = view.getUint32(place + 20, true);
    const [nameLength, extraLength, commentLength] = [
      view.getUint16(place + 28, true),
      view.getUint16(place + 30, true),
      view.getUint16(place + 32, true),
    ];
    const local = view.getUint32(place + 42, true);
    const name = new TextDecoder().decode(bytes.subarray(place + 46, place + 46 + nameLength));
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    const content = bytes.subarray(start, start + size);
    if (method !== STORED && method !== DEFLATED) {
      throw new Error(`${name} in the archive is compressed in an unknown way`);
    }
    entries.push({ name, bytes: method === STORED ? content : inflate(content) });
    place += 46 + nameLength + extraLength + commentLength;
  }
  return entries;
}
