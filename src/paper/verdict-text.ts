import { EQUAL } from './verdict.js';
import type { GuidelineVerdict } from './verdict.js';

interface Words {
  /** The network that the guideline advises, and the one that it advises against, of the verdict. */
  readonly advised: string;
  readonly against: string;
  /** How fast the second runs, of a speed of the first. */
  readonly speed: (range: string) => string;
}

const words: Readonly<Record<GuidelineVerdict['guideline'], Words>> = {
  G1: {
    advised: 'equal widths',
    against: 'widths of 1:12',
    speed: (range) => `widths of 1:12 ran at ${range} × the speed of equal ones`,
  },
  G2: {
    advised: 'a convolution without groups',
    against: '8 groups',
    speed: (range) => `8 groups ran at ${range} × the speed of one`,
  },
  G3: {
    advised: 'one fragment',
    against: '4 fragments',
    speed: (range) => `4 fragments ran at ${range} × the speed of one`,
  },
  G4: {
    advised: 'no ReLU and no shortcut',
    against: 'both of them',
    speed: (range) => `ReLU and shortcut ran at ${range} × the speed of neither`,
  },
};

/** Whether a guideline holds here, in a sentence. */
export function verdictText({ guideline, columns, holding, here, paper, holds }: GuidelineVerdict): string {
  const { advised, against } = words[guideline];
  const verdict = { yes: 'holds here', partly: 'holds here in part', no: 'does not hold here' }[holds];
  return (
    `${guideline} ${verdict}: ${advised} came first in ${holding} of ${columns} columns; ` +
    `${against} ran at ${rangeText(here)} of its speed (paper: ${rangeText(paper)}).`
  );
}

/**
 * The cost of breaking a guideline on a platform where it does not hold, as it was measured there. Part of a sentence.
 */
export function costHereText({ guideline, columns, holding, here }: GuidelineVerdict): string {
  const speed = `${words[guideline].speed(rangeText(here))}, measured`;
  return here[0] >= 1 - EQUAL
    ? `breaking ${guideline} costs nothing on this platform: ${speed}`
    : `${guideline} does not hold on this platform: ${speed}, and it held in ${holding} of ${columns} columns`;
}

function rangeText([least, most]: readonly [number, number]): string {
  const [low, high] = [least.toFixed(2), most.toFixed(2)];
  return low === high ? low : `${low} to ${high}`;
}
