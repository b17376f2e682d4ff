import { branchesOf, fusionOf } from '../analysis/index.js';
import type { Analysis } from '../analysis/index.js';
import type { Wishes } from '../changes/index.js';
import { ExpressionTooLarge, isKnown, sum } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import type { GuidelineVerdict } from '../paper/index.js';
import type { OptionValue, Rule, RuleFinding, Times } from './define.js';
import type { Finding, FoundWorth, Severity } from './finding.js';
import { withRefutation } from './refuted.js';
import { withWorth } from './worth.js';
import { fingerprint, structureOf } from './fingerprint.js';
import { rules } from './registry.js';
import { unboundFinding } from './share.js';
import { append } from '../text/index.js';
import { messageOf } from '../ir/index.js';

/** How a user wants a rule. */
export interface RuleSetting {
  /** `off` leaves it out; the rule's own unless told. */
  readonly severity?: Severity | 'off' | undefined;
  /** As `readOptions` gives them. */
  readonly options?: Readonly<Record<string, OptionValue>> | undefined;
}

/** Options of a check. */
export interface CheckOptions {
  /** Settings by rule. */
  readonly settings?: ReadonlyMap<string, RuleSetting> | undefined;
  readonly times?: Times | undefined;
}

/** A finding of a rule, before it is put in order. */
interface Found {
  readonly rule: Rule;
  readonly severity: Severity;
  readonly finding: RuleFinding;
  readonly worth: FoundWorth | undefined;
  readonly wishes: Wishes | undefined;
  readonly verdict: GuidelineVerdict | undefined;
}

/**
 * The findings of these rules in a model: those about one block of the network together, the block where most is lost
 * first; errors before warnings before information.
 */
export function check(
  checked: readonly Rule[],
  analysis: Analysis,
  { settings, times = {} }: CheckOptions = {},
): readonly Finding[] {
  const found = checked.flatMap((rule): Found[] => {
    const { severity = rule.severity, options = {} } = settings?.get(rule.id) ?? {};
    if (severity === 'off') return [];
    const findings = findAll(rule, analysis, options, times);
    return findings.map((each) => {
      const { finding: valued, worth, wishes } = withWorth(each, times);
      const { finding, verdict } = withRefutation(valued, worth, rule.guideline, times);
      return {
        rule,
        worth,
        wishes,
        verdict,
        severity: finding.severity ?? severity,
        finding,
      };
    });
  });
  return withFingerprints(analysis, inOrder(analysis, found));
}

/**
 * The findings of a rule; a rule that throws gives a finding of the level error, and the others stand. A formula of
 * open sizes that grows too large to compare is a finding of its own.
 */
function findAll(
  rule: Rule,
  analysis: Analysis,
  options: Readonly<Record<string, OptionValue>>,
  times: Times,
): readonly RuleFinding[] {
  try {
    return [...rule.check(analysis, options, times)];
  } catch (error) {
    if (error instanceof ExpressionTooLarge) {
      return [unboundFinding(analysis, [fusionOf(analysis).totalBytes])];
    }
    const why = messageOf(error);
    return [
      {
        layers: [],
        message: `the rule could not be checked, for a bug in ${rules.includes(rule) ? 'netstat' : 'it'}: ${why}`,
        data: {},
        severity: 'error',
      },
    ];
  }
}

/** The block that a finding is about, by its join or, outside of branches, its first layer. */
function blockOf(analysis: Analysis, { layers }: RuleFinding): number | undefined {
  const first = layers.reduce<number | undefined>(
    (least, index) => (least === undefined || index < least ? index : least),
    undefined,
  );
  return first === undefined ? undefined : (branchesOf(analysis).innermost[first]?.join ?? first);
}

const grades: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

function inOrder(analysis: Analysis, found: readonly Found[]): readonly Found[] {
  // Blocks take a while to find, and part only findings of one severity.
  const hasPeers = new Set(found.map(({ severity }) => severity)).size < found.length;
  const groups = new Map<string, Found[]>();
  found.forEach((one, position) => {
    const block = hasPeers ? blockOf(analysis, one.finding) : undefined;
    append(groups, `${one.severity} ${block === undefined ? `alone ${position}` : `block ${block}`}`, one);
  });
  return [...groups.values()]
    .map((members) => ({
      members: members.toSorted((a, b) => gainOf([b]) - gainOf([a]) || lossOf([b]) - lossOf([a])),
      grade: grades[members[0]?.severity ?? 'info'],
      gain: gainOf(members),
      loss: lossOf(members),
    }))
    .toSorted((a, b) => a.grade - b.grade || b.gain - a.gain || b.loss - a.loss)
    .flatMap(({ members }) => members);
}

/** The milliseconds that mending a finding saves, where it saves some. */
function gainOf(found: readonly Found[]): number {
  return found.reduce((total, { worth }) => total + (worth?.gains === true ? worth.savedMs : 0), 0);
}

function lossOf(found: readonly Found[]): number {
  const loss: Dim = sum(found.map(({ finding }) => finding.lostBytes ?? 0));
  return isKnown(loss) ? Number(loss) : 0;
}

function withFingerprints(analysis: Analysis, found: readonly Found[]): readonly Finding[] {
  // Few readers ask for them, and to tell every place of a network apart takes a while.
  let fingerprints: readonly string[] | undefined;
  return found.map(({ rule, severity, finding, worth, wishes, verdict }, position): Finding => {
    const { layers, message, lostBytes, data } = finding;
    return {
      rule: rule.id,
      guideline: rule.guideline,
      severity,
      layers,
      ...(worth === undefined ? {} : { worth }),
      ...(wishes === undefined ? {} : { wishes }),
      ...(verdict === undefined ? {} : { verdict }),
      message,
      get block() {
        return blockOf(analysis, finding);
      },
      get fingerprint() {
        fingerprints ??= fingerprintsOf(analysis, found);
        return fingerprints[position] ?? '';
      },
      data: lostBytes === undefined || !isKnown(lostBytes) ? data : { ...data, lostBytes: Number(lostBytes) },
    };
  });
}

function fingerprintsOf(analysis: Analysis, found: readonly Found[]): readonly string[] {
  const structure = structureOf(analysis);
  const keysOf = ({ finding: { layers, isRemainder = false } }: Found): readonly string[] =>
    isRemainder ? [] : layers.map((index) => structure.keyOf(index));
  const keys = found.map((one) => [one.rule.id, one.finding.key ?? '', ...keysOf(one).toSorted()].join('\n'));
  // Equal ones are numbered by their place in the network, whatever order they are shown in.
  const alike = new Map<string, Found[]>();
  found.forEach((one, position) => append(alike, keys[position] ?? '', one));
  const numbers = new Map<Found, number>();
  for (const group of alike.values()) {
    group
      .toSorted((a, b) => structure.compare(a.finding.layers[0] ?? -1, b.finding.layers[0] ?? -1))
      .forEach((one, number) => numbers.set(one, number));
  }
  return found.map((one) => fingerprint(one.rule.id, one.finding.key ?? '', keysOf(one), numbers.get(one) ?? 0));
}
