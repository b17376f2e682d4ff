declare const written: unique symbol;

/**
 * Text that is fit for the place where it goes: no name in it is obeyed there. What is printed is of this type, and
 * only the writers of the media in this folder make it, so that a name that nobody escaped does not compile.
 */
export type Written = string & { readonly [written]: true };

/** Text as its medium's writer leaves it. For the writers in this folder. */
export function asWritten(text: string): Written {
  return text as Written;
}

/** Written parts one after another. */
export function concat(...parts: readonly Written[]): Written {
  return asWritten(parts.join(''));
}

/** Nothing, which is fit for any place. */
export const nothing: Written = asWritten('');
