/**
 * Bytes read ahead of the walk from sources that do not say otherwise. The largest messages that are common, nodes with
 * a few attributes, are under 1 KiB, so one window holds dozens of them.
 */
export const WINDOW = 64 * 1024;

/** The least that is read ahead, whatever a source says: the head of the longest field. */
export const SMALLEST_WINDOW = 64;

/**
 * How many times a window grows while the walk runs on without a jump: beyond 1 MiB a read of a file is no longer ruled
 * by its fixed cost.
 */
export const WINDOW_GROWTH = 16;

/**
 * Files up to this size are read in one go: reading them whole takes about a millisecond, less than looking for what to
 * leave out.
 */
export const READ_WHOLE = 2 * 1024 * 1024;

/**
 * The longest field that is kept without asking what it holds. More than any tensor that is decoded needs
 * (DECODED_ELEMENTS at 10 bytes each), so a longer tensor field is a weight and is passed over.
 */
export const LONGEST_KEPT = 16 * 1024;

/** The longest name, type name or metadata value. Names that exporters make from module paths stay under 1 KiB. */
export const LONGEST_TEXT = LONGEST_KEPT;

/**
 * Characters of a name that are kept, with a number that tells it from others: a report repeats names, in every layer
 * that reads a value.
 */
export const LONGEST_KEPT_NAME = 1024;

/** The longest list or text in one attribute. The largest known are the node lists of tree ensembles, some 10 MB. */
export const LONGEST_ATTRIBUTE = 64 * 1024 * 1024;

/**
 * The longest attribute that is looked for among those read before. The settings of operators, which repeat, take some
 * 20 bytes, and a tensor of a few elements twice that.
 */
export const LONGEST_SHARED_ATTRIBUTE = 128;

/**
 * The most attributes of a set that nodes share: each attribute more is a copy of the set. Hardly any operator has so
 * many.
 */
export const MOST_SHARED_ATTRIBUTES = 16;

/**
 * Structure (all that is not weights) of one file. The largest known models, unrolled decoders of 100,000 nodes, have
 * some 50 MB.
 */
export const LARGEST_STRUCTURE = 512 * 1024 * 1024;

/**
 * Elements of a tensor that is decoded. Tensors that steer shapes have a few elements per axis; 1,024 leaves room for
 * lookup tables and for the indices of exported slices, and a vector of as many channels costs microseconds.
 */
export const DECODED_ELEMENTS = 1024;

/**
 * The longest mask of attention that is read though it was passed over with the weights: 4,096 by 4,096 truth values,
 * or 2,048 by 2,048 numbers of 32 bits.
 */
export const LARGEST_MASK = 16 * 1024 * 1024;

/** Elements of all masks of a file that are looked at: those of 16 layers over 1,024 positions. */
export const ALL_MASK_ELEMENTS = 16 * 1024 * 1024;

/** Decoded elements of one file: 4 Mi elements take 32 MB. Half a million tensors of eight elements fit. */
export const ALL_DECODED_ELEMENTS = 4 * 1024 * 1024;

/**
 * Nodes, outputs of them beyond the first, stored tensors and declared values of one file. A node can be written in 2
 * bytes and takes some 300 in memory, so their number must be bounded apart from the size of the file; five times the
 * largest known model, a recurrent network unrolled to 100,000 nodes.
 */
export const MOST_THINGS = 500_000;

/** The number of things that a graph or a function counts as: it takes as much memory as that many nodes. */
export const THINGS_OF_GRAPH = 4;

/**
 * Messages inside one another: a body in a body takes 4 (graph, node, attribute, body). Real models nest control flow 3
 * deep; onnxruntime's own reader stops at 100 messages.
 */
export const DEEPEST_NESTING = 200;

/** Diagnostics of one kind that a file is given before the rest is left unsaid. */
export const MOST_READING_DIAGNOSTICS = 20;
