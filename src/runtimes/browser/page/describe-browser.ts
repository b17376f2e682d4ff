/** The parts of a browser's description of itself that are used here (User-Agent Client Hints, section 3). */
interface UserAgentData {
  readonly brands: readonly { readonly brand: string; readonly version: string }[];
  readonly platform: string;
}

/** Names of browsers by what their user agent says, the more special ones first. */
const agents = [
  ['edge', /Edg\/(\d+)/u],
  ['firefox', /Firefox\/(\d+)/u],
  ['chrome', /Chrom(?:e|ium)\/(\d+)/u],
  ['safari', /Version\/(\d+).* Safari\//u],
] as const;

/** The browser and its version, such as `chromium 140`. */
export function browserName(): string {
  const brands = dataOf()?.brands ?? [];
  // One of the brands is a made-up one, whose name holds special characters.
  const own = brands.filter(({ brand }) => /^[A-Za-z ]+$/u.test(brand));
  const brand = own.find((each) => each.brand !== 'Chromium') ?? own[0];
  if (brand !== undefined) return `${brand.brand.toLowerCase()} ${brand.version}`;
  for (const [name, pattern] of agents) {
    const version = pattern.exec(navigator.userAgent)?.[1];
    if (version !== undefined) return `${name} ${version}`;
  }
  return 'a browser';
}

/** Facts about the machine and the browser that a measurement ran on, by name. */
export function describeBrowser(): Readonly<Record<string, string | number>> {
  return {
    browser: browserName(),
    cores: navigator.hardwareConcurrency,
    system: dataOf()?.platform ?? navigator.platform,
    isolated: globalThis.crossOriginIsolated ? 'yes' : 'no: one thread, and a coarser clock',
  };
}

function dataOf(): UserAgentData | undefined {
  return (navigator as { readonly userAgentData?: UserAgentData }).userAgentData;
}
