import { int } from '../language/attributes.js';
import { differBits, intersectBits, invertBits, uniteBits } from '../elements/element-bits.js';
import { andElements, notElement, orElements, xorElements } from '../elements/element-comparison.js';
import { binary, strict, unary } from '../families/elementwise.js';

const connective = { since: 1, dtype: 'bool', operations: 1, source: 'one operation per element' } as const;
const bitwise = { since: 18, operations: 1, source: 'one operation per element' } as const;
const test = { dtype: 'bool', operations: 1, source: 'a test per element' } as const;

/** Truth functions; what one operand decides, it decides even beside an unknown one. */
export const connectives = [
  binary('And', { ...connective, fold: andElements }),
  binary('Or', { ...connective, fold: orElements }),
  binary('Xor', { ...connective, fold: xorElements }),
  unary('Not', { ...connective, fold: notElement }),
];

/** Functions of the bits of integers. */
export const bitwiseOperators = [
  binary('BitwiseAnd', { ...bitwise, fold: strict(intersectBits) }),
  binary('BitwiseOr', { ...bitwise, fold: strict(uniteBits) }),
  binary('BitwiseXor', { ...bitwise, fold: strict(differBits) }),
  unary('BitwiseNot', { ...bitwise, fold: invertBits }),
];

/** IsNaN and IsInf. A number that holds a symbol is finite. */
export const floatTests = [
  unary('IsNaN', { since: 9, ...test, fold: (element) => Number.isNaN(element) }),
  unary('IsInf', {
    since: 10,
    ...test,
    attributes: { detect_negative: int(1), detect_positive: int(1) },
    fold: (element, _, { detect_negative: negative, detect_positive: positive }) =>
      (element === Infinity && positive !== 0) || (element === -Infinity && negative !== 0),
  }),
];
