/** Outputs of at most so many elements have them followed: shapes, axes, scales and small tables, never data. */
export const MAX_FOLLOWED_ELEMENTS = 128;

/** No tensor has more axes: runtimes stop at a dozen or so, and a longer list of axes is a damaged file. */
export const MAX_RANK = 1024;
