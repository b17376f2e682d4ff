import { graph, model, node, value, weight } from '../../fixtures/build/model.js';

/** Names that would be obeyed, hide something or break out of their place, by what they try. */
export const nastyNames: Readonly<Record<string, string>> = {
  'lines and commands': 'a\n::error::b\r\n::add-mask::c\n\n# d',
  'a command at the start': '::error file=a::b',
  'commands anywhere': 'a ##[error]b ##vso[task.setvariable variable=PATH]c',
  'escape sequences': '\u001B[31ma\u001B]0;title\u0007\u009B31m\u0000\u0008',
  'what turns, is not seen or ends lines':
    'a\u202Eb\u2066c\u200Fd\u200Be\uFEFF\u{E0041}\u{E007F}\u115F\u3164\u2800\u034F\u00ADf\u2028g\u2029h\u0085i\u000Bj',
  'mentions and addresses':
    '@octocat a @octocat/team #1 GH-1 octocat/cat#1 www.evil.example https://evil.example a@evil.example',
  html: '<img src=x onerror="fallen=1"><script>fallen=1</script></style></title></template><!--',
  markdown: '](https://evil.example) ![x](y) **b** __c__ ~~d~~ $e$ [^1] :cat: \\',
  blocks: '\n\n# heading\n\n- item\n\n> quote\n\n    code\n\n| a | b |\n|-|-|\n\n```\nb\n``` `c`',
  bars: '| a | b |',
  'quotes and entities': `"'\\",';]]><a b="c">&amp;&lt;&#10;\uFFFE\uFFFF`,
  formula: '=HYPERLINK("http://evil.example";"a")',
  'another formula': '+1+cmd',
  'a third formula': '-2-cmd',
  'a fourth formula': '@SUM(1)',
  'a part of every object': '__proto__',
};

/** Where a name may stand. */
export const roles = [
  'graph',
  'node',
  'input',
  'output',
  'weight',
  'size',
  'operator',
  'domain',
  'function',
  'attribute',
  'scope',
  'file',
  'kernel',
] as const;

type Role = (typeof roles)[number];

/** The name in a role: what is nasty comes first, so that it may begin a line or a cell. */
export function nameIn(role: Role, nasty: string): string {
  return nasty + role;
}

/** A model with that name in every role that a model has; `filters` makes another of it. */
export function hostileModel(nasty: string, filters = 8): Uint8Array {
  const name = (role: Role): string => nameIn(role, nasty);
  const scope = { name_scopes: `['', '${name('scope')}', '${name('scope')}.b']` };
  return model({
    opset: 17,
    domains: { [name('domain')]: 1 },
    name: name('graph'),
    inputs: [value(name('input'), 'float32', [name('size'), 3, 8, 8]), value('go', 'bool', [])],
    outputs: [name('output'), 'other'],
    initializers: [
      weight('w', 'float32', [filters, 3, 3, 3]),
      // Nobody reads it: a finding names it.
      weight(name('weight'), 'float32', [1000, 1000]),
    ],
    functions: [
      {
        name: name('function'),
        domain: name('domain'),
        inputs: ['a'],
        outputs: ['b'],
        nodes: [node('Relu', ['a'], ['b'], {}, { name: name('node') })],
      },
    ],
    nodes: [
      node('Conv', [name('input'), 'w'], ['c'], {}, { name: name('node'), metadata: scope }),
      node(
        'Relu',
        ['c'],
        ['r'],
        { [name('attribute')]: name('attribute') },
        { name: `${name('node')}2`, metadata: scope },
      ),
      node(name('function'), ['r'], ['f'], {}, { domain: name('domain'), name: `${name('node')}3` }),
      node(name('operator'), ['f'], [name('output')], {}, { domain: name('domain') }),
      node('If', ['go'], ['other'], {
        then_branch: graph({ outputs: [name('output')], nodes: [node('Neg', ['r'], [name('output')])] }),
        else_branch: graph({ outputs: ['e'], nodes: [node('NonZero', [name('input')], ['e'])] }),
      }),
    ],
  });
}

/** A profile with that name for kernels that are in no layer. */
export function hostileProfile(nasty: string): string {
  return JSON.stringify([
    { name: `${nasty}kernel`, ms: 1 },
    // Halves of surrogate pairs, which JSON can spell: what marks colours within netstat.
    { name: `\uDC1F\uD800${nasty}`, ms: 2 },
    { name: `${nasty}node`, ms: 3 },
  ]);
}
