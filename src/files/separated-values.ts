/**
 * Rows of a text with values separated by commas, semicolons or tabs, whichever its first line has most of; quoted as
 * RFC 4180 has it.
 */
export function readSeparatedValues(text: string): readonly (readonly string[])[] {
  const [head = ''] = text.split('\n', 1);
  const separator = [',', ';', '\t'].toSorted((a, b) => head.split(b).length - head.split(a).length)[0] ?? ',';
  const rows: string[][] = [];
  let row: string[] = [];
  let value = '';
  let quoted = false;
  const endRow = (): void => {
    row.push(value);
    if (row.some((each) => each.trim() !== '')) rows.push(row.map((each) => each.trim()));
    row = [];
    value = '';
  };
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] ?? '';
    if (quoted) {
      if (character !== '"') value += character;
      else if (text[index + 1] === '"') value += text[(index += 1)];
      else quoted = false;
    } else if (character === '"' && value.trim() === '') {
      quoted = true;
      value = '';
    } else if (character === separator) {
      row.push(value);
      value = '';
    } else if (character === '\n') {
      endRow();
    } else if (character !== '\r') {
      value += character;
    }
  }
  endRow();
  return rows;
}
