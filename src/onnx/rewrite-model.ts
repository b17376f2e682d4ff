import type { ByteSource } from './byte-source.js';
import { Cursor } from './cursor.js';
import { attributeProto, functionProto, graphProto, modelProto, nodeProto, tensorProto } from './schema.js';

/** The changes to make in a model. */
export interface Rewriting {
  /** The new name of a node, of which `origin` says where it stands: `graph.node[12]`; names stay without it. */
  readonly nameOf?: (origin: string) => string;
  /** Bytes of tensors by origin: their data, wherever it is, becomes so many zeros in the file. */
  readonly zeroed?: ReadonlyMap<string, number>;
  /** Other changes to the main graph. */
  readonly edits?: FileEdits;
}

/**
 * Changes to the main graph of a file. What the file says of values inside, which may not be true any more, is left out
 * with them.
 */
export interface FileEdits {
  /** The messages of initializers by origin; undefined for those that are left out. */
  readonly initializers: ReadonlyMap<string, Uint8Array | undefined>;
  /** The messages of further initializers. */
  readonly added: readonly Uint8Array[];
  /** The messages of nodes' attributes, by the node's origin and the attribute's name. */
  readonly attributes: ReadonlyMap<string, ReadonlyMap<string, Uint8Array>>;
  /** Origins of nodes that are left out. */
  readonly removed: ReadonlySet<string>;
  /** The messages of nodes in place of another, by its origin. */
  readonly nodes: ReadonlyMap<string, readonly Uint8Array[]>;
  /** Names that nodes read at some positions in place of others, by the node's origin. */
  readonly inputs: ReadonlyMap<string, ReadonlyMap<number, string>>;
}

/**
 * The bytes of a model in which every node, those of bodies and functions too, has a new name, and some tensors hold
 * zeros. All else is kept byte for byte, fields that are not known included.
 * @throws WireError when the bytes cannot be followed; a model that `readModel` has read can be
 */
export function rewriteModel(source: ByteSource, rewriting: Rewriting): Uint8Array {
  const bytes = source.read(0, source.size);
  const content = new Rewriter(bytes, rewriting).model();
  const whole = new Uint8Array(content.length);
  content.copyTo(whole);
  return whole;
}

const MAIN_GRAPH = 'graph';

/** Stretches of the source and what was put between them; nothing is copied before it is whole. */
class Content {
  readonly #parts: (Uint8Array | Content)[] = [];
  length = 0;

  add(...parts: readonly (Uint8Array | Content)[]): void {
    for (const part of parts) {
      this.#parts.push(part);
      this.length += part.length;
    }
  }

  copyTo(target: Uint8Array, offset = 0): void {
    let place = offset;
    for (const part of this.#parts) {
      if (part instanceof Content) part.copyTo(target, place);
      else target.set(part, place);
      place += part.length;
    }
  }
}

function contentOf(bytes: Uint8Array): Content {
  const content = new Content();
  content.add(bytes);
  return content;
}

/** A message's field that leads to nodes: what its content becomes, or those of several such fields. */
type Rewrite = (end: number, index: number) => Content | readonly Content[] | undefined;

class Rewriter {
  readonly #bytes: Uint8Array;
  readonly #cursor: Cursor;
  readonly #rewriting: Rewriting;
  readonly #text = new TextEncoder();

  constructor(bytes: Uint8Array, rewriting: Rewriting) {
    this.#bytes = bytes;
    this.#cursor = new Cursor({ bytes, gaps: [], size: bytes.length });
    this.#rewriting = rewriting;
  }

  model(): Content {
    return this.#message(this.#bytes.length, {
      [modelProto.graph]: (end) => this.#graph(end, MAIN_GRAPH),
      [modelProto.functions]: (end, index) =>
        this.#message(end, {
          [functionProto.node]: (nodeEnd, node) => this.#node(nodeEnd, `functions[${index}].node[${node}]`),
        }),
    });
  }

  #graph(end: number, origin: string): Content {
    const { edits } = this.#rewriting;
    const content = this.#message(end, {
      [graphProto.node]: (nodeEnd, index) => {
        const place = `${origin}.node[${index}]`;
        if (edits?.removed.has(place) === true) return undefined;
        return edits?.nodes.get(place)?.map(contentOf) ?? this.#node(nodeEnd, place);
      },
      [graphProto.initializer]: (tensorEnd, index) => {
        const place = `${origin}.initializer[${index}]`;
        if (edits?.initializers.has(place) !== true) return this.#tensor(tensorEnd, place);
        const edited = edits.initializers.get(place);
        return edited && contentOf(edited);
      },
      ...(edits !== undefined && origin === MAIN_GRAPH && { [graphProto.valueInfo]: () => undefined }),
    });
    for (const tensor of origin === MAIN_GRAPH ? (edits?.added ?? []) : []) {
      content.add(varint(graphProto.initializer), varint(tensor.length), tensor);
    }
    return content;
  }

  #node(end: number, origin: string): Content {
    const { nameOf, edits } = this.#rewriting;
    const edited = edits?.attributes.get(origin);
    const inputs = edits?.inputs.get(origin);
    const content = this.#message(end, {
      ...(nameOf !== undefined && { [nodeProto.name]: () => undefined }),
      ...(inputs !== undefined && {
        [nodeProto.input]: (inputEnd, index) =>
          contentOf(this.#text.encode(inputs.get(index) ?? this.#cursor.shortText(inputEnd) ?? '')),
      }),
      [nodeProto.attribute]: (attributeEnd, index) =>
        edited?.has(this.#attributeName(attributeEnd)) === true
          ? undefined
          : this.#attribute(attributeEnd, `${origin}.attribute[${index}]`),
    });
    for (const attribute of edited?.values() ?? []) {
      content.add(varint(nodeProto.attribute), varint(attribute.length), attribute);
    }
    if (nameOf === undefined) return content;
    const name = this.#text.encode(nameOf(origin));
    content.add(varint(nodeProto.name), varint(name.length), name);
    return content;
  }

  /** The name of the attribute that begins here; the cursor comes back. */
  #attributeName(end: number): string {
    const start = this.#cursor.position;
    let name = '';
    for (let tag = this.#cursor.next(end); tag !== 0; tag = this.#cursor.next(end)) {
      if (tag === attributeProto.name) name = this.#cursor.text(end);
      else this.#cursor.skip(tag, end);
    }
    this.#cursor.seek(start);
    return name;
  }

  #attribute(end: number, origin: string): Content {
    return this.#message(end, {
      [attributeProto.t]: (tensorEnd) => this.#tensor(tensorEnd, `${origin}.t`),
      [attributeProto.tensors]: (tensorEnd, index) => this.#tensor(tensorEnd, `${origin}.tensors[${index}]`),
      [attributeProto.g]: (graphEnd) => this.#graph(graphEnd, `${origin}.g`),
      [attributeProto.graphs]: (graphEnd, index) => this.#graph(graphEnd, `${origin}.graphs[${index}]`),
    });
  }

  #tensor(end: number, origin: string): Content {
    const length = this.#rewriting.zeroed?.get(origin);
    if (length === undefined) return this.#message(end, {});
    const leaveOut = (): undefined => undefined;
    const content = this.#message(end, { [tensorProto.externalData]: leaveOut, [tensorProto.rawData]: leaveOut });
    // Of a field that comes twice the last counts.
    content.add(
      varint(tensorProto.dataLocation),
      varint(0),
      varint(tensorProto.rawData),
      varint(length),
      new Uint8Array(length),
    );
    return content;
  }

  /**
   * The message from here to `end`, with the content of some fields, by tag, rewritten; a field whose content comes
   * back undefined is left out.
   */
  #message(end: number, rewrites: Readonly<Record<number, Rewrite>>): Content {
    const cursor = this.#cursor;
    const counts = new Map<number, number>();
    const content = new Content();
    /** From here on the source has not been taken over yet. */
    let from = cursor.position;
    for (
      let start = cursor.position, tag = cursor.next(end);
      tag !== 0;
      start = cursor.position, tag = cursor.next(end)
    ) {
      const rewrite = rewrites[tag];
      if (rewrite === undefined) {
        cursor.skip(tag, end);
        continue;
      }
      const index = counts.get(tag) ?? 0;
      counts.set(tag, index + 1);
      const fieldEnd = cursor.fieldEnd(end);
      const replacement = rewrite(fieldEnd, index);
      cursor.seek(fieldEnd);
      content.add(this.#bytes.subarray(from, start));
      const contents = replacement === undefined ? [] : replacement instanceof Content ? [replacement] : replacement;
      for (const each of contents) content.add(varint(tag), varint(each.length), each);
      from = fieldEnd;
    }
    content.add(this.#bytes.subarray(from, end));
    return content;
  }
}

/** An unsigned number, 7 bits a byte, the lowest first. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return Uint8Array.from([...bytes, rest]);
}
