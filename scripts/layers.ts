/** The folders of src/ that run anywhere, lowest first: each may import those before it. */
export const portable = [
  'dim',
  'text',
  'ir',
  'devices',
  'onnx',
  'networks',
  'ops',
  'analysis',
  'arena',
  'changes',
  'conventions',
  'measurement',
  'paper',
  'platform',
  'figures',
  'rules',
  'report',
  'comparison',
  'explanation',
  'formats',
] as const;

/** The folders of src/ that need Node, lowest first: each may import those before it and all portable ones. */
export const nodeOnly = ['files', 'runtimes', 'cli'] as const;
