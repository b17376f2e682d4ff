import { bitsOf, isFloat } from '../ir/index.js';
import type { DType } from '../ir/index.js';

/** The element types that devices compute at different speeds. */
export type Arithmetic = 'float32' | 'float16' | 'int8';

/** What a platform can do at most. */
export interface Roof {
  /** Operations a second, without sparsity; what is not given is computed as the next wider type is. */
  readonly peak: { readonly float32: number } & Readonly<Partial<Record<Arithmetic, number>>>;
  /** Bytes a second from and to memory. */
  readonly bytesPerSecond: number;
}

/** A device with what it can do at most, by its maker's data sheet: no run is faster. */
export interface Device extends Roof {
  /** The name on the command line. */
  readonly name: string;
  readonly label: string;
  /** Where the maker says so. */
  readonly source: string;
  /** How figures follow from the source, where it does not give them as they stand here. */
  readonly derivation?: string;
}

const TERA = 1e12;
const GIGA = 1e9;

/** Devices that people ask about, by their makers' figures. */
export const devices: readonly Device[] = [
  {
    name: 'h100',
    label: 'NVIDIA H100 SXM',
    peak: { float32: 67 * TERA, float16: 989 * TERA, int8: 1979 * TERA },
    bytesPerSecond: 3350 * GIGA,
    source: 'https://www.nvidia.com/en-us/data-center/h100/',
    derivation: 'tensor figures are given with sparsity; half of each without',
  },
  {
    name: 'a100',
    label: 'NVIDIA A100 80GB SXM',
    peak: { float32: 19.5 * TERA, float16: 312 * TERA, int8: 624 * TERA },
    bytesPerSecond: 2039 * GIGA,
    source: 'https://www.nvidia.com/en-us/data-center/a100/',
  },
  {
    name: 'l4',
    label: 'NVIDIA L4',
    peak: { float32: 30.3 * TERA, float16: 121 * TERA, int8: 242.5 * TERA },
    bytesPerSecond: 300 * GIGA,
    source: 'https://www.nvidia.com/en-us/data-center/l4/',
    derivation: 'tensor figures are given with sparsity; half of each without',
  },
  {
    name: 't4',
    label: 'NVIDIA T4',
    peak: { float32: 8.1 * TERA, float16: 65 * TERA, int8: 130 * TERA },
    bytesPerSecond: 320 * GIGA,
    source: 'https://www.nvidia.com/en-us/data-center/tesla-t4/',
  },
  {
    name: 'rtx-4090',
    label: 'NVIDIA GeForce RTX 4090',
    peak: { float32: 82.6 * TERA, float16: 165.2 * TERA, int8: 660.6 * TERA },
    bytesPerSecond: 1008 * GIGA,
    source: 'https://images.nvidia.com/aem-dam/Solutions/geforce/ada/nvidia-ada-gpu-architecture.pdf',
    derivation: 'float16 on tensor cores with sums in float32',
  },
  {
    name: 'rtx-3090',
    label: 'NVIDIA GeForce RTX 3090',
    peak: { float32: 35.6 * TERA, float16: 71 * TERA, int8: 284 * TERA },
    bytesPerSecond: 936 * GIGA,
    source:
      'https://images.nvidia.com/aem-dam/en-zz/Solutions/geforce/ampere/pdf/NVIDIA-ampere-GA102-GPU-Architecture-Whitepaper-V1.pdf',
    derivation: 'float16 on tensor cores with sums in float32',
  },
  {
    name: 'jetson-agx-orin',
    label: 'NVIDIA Jetson AGX Orin 64GB',
    peak: { float32: 5.3 * TERA, float16: 42.5 * TERA, int8: 85 * TERA },
    bytesPerSecond: 204.8 * GIGA,
    source:
      'https://www.nvidia.com/content/dam/en-zz/Solutions/gtcf21/jetson-orin/nvidia-jetson-agx-orin-technical-brief.pdf',
    derivation: 'the GPU alone; 170 TOPS of int8 with sparsity, half of it without, half of that in float16',
  },
  {
    name: 'jetson-orin-nano',
    label: 'NVIDIA Jetson Orin Nano 8GB',
    peak: { float32: 1.28 * TERA, float16: 10 * TERA, int8: 20 * TERA },
    bytesPerSecond: 68 * GIGA,
    source: 'https://www.nvidia.com/en-us/autonomous-machines/embedded-systems/jetson-orin/',
    derivation:
      'before the Super mode: 1,024 cores at 625 MHz; 40 TOPS of int8 with sparsity, half of it without, half of that in float16',
  },
  {
    name: 'm1',
    label: 'Apple M1',
    peak: { float32: 2.6 * TERA },
    bytesPerSecond: 68.25 * GIGA,
    source: 'https://www.apple.com/newsroom/2020/11/apple-unleashes-m1/',
    derivation: 'the GPU; LPDDR4X-4266 over 128 bits',
  },
  {
    name: 'm1-max',
    label: 'Apple M1 Max',
    peak: { float32: 10.4 * TERA },
    bytesPerSecond: 400 * GIGA,
    source:
      'https://www.apple.com/newsroom/2021/10/introducing-m1-pro-and-m1-max-the-most-powerful-chips-apple-has-ever-built/',
    derivation: 'the GPU',
  },
  {
    name: 'm2',
    label: 'Apple M2',
    peak: { float32: 3.6 * TERA },
    bytesPerSecond: 100 * GIGA,
    source: 'https://www.apple.com/newsroom/2022/06/apple-unveils-m2-with-breakthrough-performance-and-capabilities/',
    derivation: 'the GPU',
  },
  {
    name: 'ryzen-7950x',
    label: 'AMD Ryzen 9 7950X',
    peak: { float32: 2.304 * TERA },
    bytesPerSecond: 83.2 * GIGA,
    source: 'https://www.amd.com/en/products/processors/desktops/ryzen/7000-series/amd-ryzen-9-7950x.html',
    derivation:
      '16 cores at the base clock of 4.5 GHz, two 256-bit multiply-adds a cycle each; DDR5-5200 on two channels',
  },
  {
    name: 'raspberry-pi-5',
    label: 'Raspberry Pi 5',
    peak: { float32: 0.1536 * TERA, float16: 0.3072 * TERA },
    bytesPerSecond: 17.1 * GIGA,
    source: 'https://datasheets.raspberrypi.com/rpi5/raspberry-pi-5-product-brief.pdf',
    derivation:
      'the CPU: 4 Cortex-A76 at 2.4 GHz, two 128-bit multiply-adds a cycle each (Arm Cortex-A76 Software Optimization Guide); LPDDR4X-4267 over 32 bits',
  },
  {
    name: 'snapdragon-8-gen-3',
    label: 'Qualcomm Snapdragon 8 Gen 3',
    peak: { float32: 0.355 * TERA, float16: 0.71 * TERA },
    bytesPerSecond: 76.8 * GIGA,
    source:
      'https://www.qualcomm.com/products/mobile/snapdragon/smartphones/snapdragon-8-series-mobile-platforms/snapdragon-8-gen-3-mobile-platform',
    derivation:
      'the larger cores of the CPU: one Cortex-X4 at 3.3 GHz with four, three Cortex-A720 at 3.2 GHz and two at 3.0 GHz with two 128-bit multiply-adds a cycle; LPDDR5X-9600 over 64 bits',
  },
];

/** The operations a second that a platform does on elements of a type; on those of unknown type as on float32. */
export function peakFor({ peak }: Pick<Roof, 'peak'>, dtype: DType | undefined): number {
  const bits = dtype === undefined ? undefined : bitsOf(dtype);
  if (dtype === undefined || bits === undefined || bits > 16) return peak.float32;
  const isHalf = isFloat(dtype) && bits === 16;
  return (isHalf ? undefined : peak.int8) ?? peak.float16 ?? peak.float32;
}
