/** Outputs of at most so many elements have them followed: shapes, axes, scales and small tables, never data. */
export const MAX_FOLLOWED_ELEMENTS = 128;
