import type { FunctionDefinition, Node } from '../../ir/index.js';
import { operatorsIn } from '../../ops/index.js';
import type { Operator, OperatorFile } from '../../ops/index.js';
import { append } from '../../text/index.js';

/** Finds what a node means. */
export interface OperatorTable {
  find(domain: string, type: string, opset: number | undefined): Operator | undefined;
}

/** A table of operators; of two with the same domain, type and `since` the later in the list wins. */
export function tabulate(operators: readonly Operator[]): OperatorTable {
  return tabulateFiles([{ names: operators.map(({ domain, type }) => `${domain}.${type}`), load: () => operators }]);
}

/** A table of the operators of these files. A file is loaded when somebody asks for an operator of it. */
export function tabulateFiles(files: readonly OperatorFile[]): OperatorTable {
  const byName = new Map<string, OperatorFile[]>();
  for (const file of files) for (const name of new Set(file.names)) append(byName, name, file);
  const byDomain = new Map<string, Map<string, Versions>>();
  const load = (domain: string, type: string): Versions | undefined => {
    const all = operatorsIn(byName.get(`${domain}.${type}`) ?? []).filter(
      (operator) => operator.domain === domain && operator.type === type,
    );
    if (all.length === 0) return undefined;
    const versions = { all, last: undefined };
    const byType = byDomain.get(domain) ?? new Map<string, Versions>();
    byDomain.set(domain, byType.set(type, versions));
    return versions;
  };
  return {
    find(domain, type, opset) {
      // Most configurations define no operator.
      if (byName.size === 0) return undefined;
      const versions = byDomain.get(domain)?.get(type) ?? load(domain, type);
      if (versions === undefined) return undefined;
      // Most models ask for one version only.
      if (versions.last === undefined || versions.last.opset !== opset) {
        versions.last = { opset, operator: chooseVersion(versions.all, opset) };
      }
      return versions.last.operator;
    },
  };
}

/**
 * The operator that a table has for a node. onnxruntime's own operators are known by their names in the standard's
 * domain, too, where tools wrote them without a domain; what the standard's domain has of that name goes first.
 */
export function findOperator(
  table: OperatorTable,
  { domain, opType }: Pick<Node, 'domain' | 'opType'>,
  opsets: Pick<ReadonlyMap<string, number>, 'get'>,
): Operator | undefined {
  return (
    table.find(domain, opType, opsets.get(domain)) ??
    (domain === 'ai.onnx' ? table.find(contributed, opType, opsets.get(contributed)) : undefined)
  );
}

/** The domain of onnxruntime's own operators. */
const contributed = 'com.microsoft';

/** The versions of an operator, and which was asked for last. */
interface Versions {
  readonly all: readonly Operator[];
  last: { readonly opset: number | undefined; readonly operator: Operator | undefined } | undefined;
}

function chooseVersion(versions: readonly Operator[], opset: number | undefined): Operator | undefined {
  let best: Operator | undefined;
  let first: Operator | undefined;
  for (const version of versions) {
    if (first === undefined || version.since < first.since) first = version;
    if ((opset === undefined || version.since <= opset) && (best === undefined || version.since >= best.since)) {
      best = version;
    }
  }
  // A file that uses an operator newer than the opset that it imports is wrong, but its meaning is plain.
  return best ?? first;
}

/** The key of a function in a model's table. */
export function functionKey({ domain, opType, overload }: Pick<Node, 'domain' | 'opType' | 'overload'>): string {
  return `${domain}\n${opType}\n${overload}`;
}

/** The functions of a model, by key. */
export function tabulateFunctions(functions: readonly FunctionDefinition[]): ReadonlyMap<string, FunctionDefinition> {
  return new Map(functions.map((definition) => [functionKey({ ...definition, opType: definition.name }), definition]));
}

/** Domains whose operators win over a function of the same name, for runtimes implement them. */
export const runtimeDomains: ReadonlySet<string> = new Set(['ai.onnx', 'ai.onnx.ml', 'com.microsoft']);
