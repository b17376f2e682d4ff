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
  // Whether the value has only blanks so far: to look through it at each quote takes too long where there are many.
  let blank = true;
  let quoted = false;
  const endRow = (): void => {
    row.push(value);
    if (row.some((each) => each.trim() !== '')) rows.push(row.map((each) => each.trim()));
    row = [];
    value = '';
    blank = true;
  };
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] ?? '';
    if (quoted) {
      if (character !== '"') value += character;
      else if (text[index + 1] === '"') value += text[(index += 1)];
      else quoted = false;
    } else if (character === '"' && blank) {
      quoted = true;
      blank = false;
      value = '';
    } else if (character === separator) {
      row.push(value);
      value = '';
      blank = true;
    } else if (character === '\n') {
      endRow();
    } else if (character !== '\r') {
      value += character;
      blank &&= character.trim() === '';
    }
  }
  endRow();
  return rows;
}
