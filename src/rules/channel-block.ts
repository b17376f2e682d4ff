/** Channels that vector units of CPUs take at once: widths are rounded to multiples of it. */
export const CPU_BLOCK = 4;
