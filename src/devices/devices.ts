import type { Roof } from './roof.js';

/** A device with the most that it can do, as its maker publishes it: no run is faster. */
export interface Device extends Roof {
  /** The name on the command line. */
  readonly name: string;
  readonly label: string;
  /** Where the maker publishes the figures. */
  readonly source: string;
  /** Texts that quote them, in which they were read. */
  readonly quotedAt: readonly [string, ...string[]];
  /** How figures follow from these, where they are not given as they stand here. */
  readonly derivation?: string;
}

const TERA = 1e12;
const GIGA = 1e9;

/** Measured peaks of processors by instruction. */
const CPUFP = 'https://github.com/pigirons/cpufp/tree/master/benchmark_result';

/** Measured clocks and rates of Apple's GPUs. */
const METAL_BENCHMARKS = 'https://github.com/philipturner/metal-benchmarks';

/** Devices that people ask about. Each figure was read in a text; tensor cores' figures are those without sparsity. */
export const devices: readonly Device[] = [
  {
    name: 'h100',
    label: 'NVIDIA H100 SXM',
    peak: { float32: 494.7 * TERA, float16: 989.4 * TERA, int8: 1978.9 * TERA },
    bytesPerSecond: 3350 * GIGA,
    source: 'https://www.nvidia.com/en-us/data-center/h100/',
    quotedAt: [
      'https://archive-lib.hpctech.co.jp/gpuproduct/nvidia-h100.html',
      'https://glennklockwood.com/garden/processors/h100',
    ],
    derivation: 'float32 in TF32',
  },
  {
    name: 'a100',
    label: 'NVIDIA A100 80GB SXM',
    peak: { float32: 156 * TERA, float16: 312 * TERA, int8: 624 * TERA },
    bytesPerSecond: 2039 * GIGA,
    source: 'https://www.nvidia.com/en-us/data-center/a100/',
    quotedAt: ['https://glennklockwood.com/garden/processors/A100'],
    derivation: 'float32 in TF32',
  },
  {
    name: 'l4',
    label: 'NVIDIA L4',
    peak: { float32: 60 * TERA, float16: 121 * TERA, int8: 242.5 * TERA },
    bytesPerSecond: 300 * GIGA,
    source: 'https://www.nvidia.com/en-us/data-center/l4/',
    quotedAt: ['https://store.sourcecode.com/en-us/bg-bucket-compare/125/9820'],
    derivation: 'float32 in TF32; the data sheet gives 120, 242 and 485 with sparsity, half of it without',
  },
  {
    name: 't4',
    label: 'NVIDIA T4',
    peak: { float32: 8.1 * TERA, float16: 65 * TERA, int8: 130 * TERA },
    bytesPerSecond: 320 * GIGA,
    source: 'https://www.nvidia.com/en-us/data-center/tesla-t4/',
    quotedAt: [
      'https://geektopia.es/es/technology/2018/09/13/noticias/nvidia-presenta-la-nueva-tesla-t4-basada-en-turing-orientada-a-inteligencia-artificial.html',
      'https://sysrqmts.com/en/gpus/nvidia/tesla/t4',
    ],
  },
  {
    name: 'rtx-4090',
    label: 'NVIDIA GeForce RTX 4090',
    peak: { float32: 82.6 * TERA, float16: 330.3 * TERA, int8: 660.6 * TERA },
    bytesPerSecond: 1008 * GIGA,
    source: 'https://images.nvidia.com/aem-dam/Solutions/geforce/ada/nvidia-ada-gpu-architecture.pdf',
    quotedAt: ['https://gigagpu.com/?p=34220', 'https://waredb.com/processor/nvidia-geforce-rtx-4090'],
    derivation: 'float16 with sums in float16, twice as fast as with sums in float32',
  },
  {
    name: 'rtx-3090',
    label: 'NVIDIA GeForce RTX 3090',
    peak: { float32: 35.6 * TERA, float16: 142 * TERA, int8: 284 * TERA },
    bytesPerSecond: 936 * GIGA,
    source:
      'https://images.nvidia.com/aem-dam/en-zz/Solutions/geforce/ampere/pdf/NVIDIA-ampere-GA102-GPU-Architecture-Whitepaper-V1.pdf',
    quotedAt: ['https://holynerdvana.blogspot.com/2022/10/nvidia-geforce-rtx-3090-specifications.html'],
    derivation: 'float16 with sums in float16; int8 at twice float16, as on other cards with this chip',
  },
  {
    name: 'jetson-agx-orin',
    label: 'NVIDIA Jetson AGX Orin 64GB (GPU)',
    peak: { float32: 21.3 * TERA, float16: 42.5 * TERA, int8: 85 * TERA },
    bytesPerSecond: 204.8 * GIGA,
    source:
      'https://www.nvidia.com/content/dam/en-zz/Solutions/gtcf21/jetson-orin/nvidia-jetson-agx-orin-technical-brief.pdf',
    quotedAt: [
      'https://static.generation-robots.com/media/Jetson-AGX-Orin-Data-Sheet.pdf',
      'http://mzph.cn/web/30785.shtml',
    ],
    derivation: '170 TOPS of int8 with sparsity, half of it without, half of that in float16, half of that in TF32',
  },
  {
    name: 'jetson-orin-nano',
    label: 'NVIDIA Jetson Orin Nano 8GB Super',
    peak: { float32: 8.4 * TERA, float16: 16.8 * TERA, int8: 33.5 * TERA },
    bytesPerSecond: 102 * GIGA,
    source: 'https://www.nvidia.com/en-us/autonomous-machines/embedded-systems/jetson-orin/nano-super-developer-kit/',
    quotedAt: ['https://www.brojogopalsapui.com/ai-foundations/sub_contents/AI_hardware/jetson_orin_nano_light.html'],
    derivation: '67 TOPS of int8 with sparsity, half of it without, half of that in float16, half of that in TF32',
  },
  {
    name: 'm1',
    label: 'Apple M1 (GPU)',
    peak: { float32: 2.617 * TERA },
    bytesPerSecond: 68.25 * GIGA,
    source: 'https://www.apple.com/newsroom/2020/11/apple-unleashes-m1/',
    quotedAt: [
      'https://www.macrumors.com/2020/11/10/apple-announces-m1-chip-for-the-mac/',
      METAL_BENCHMARKS,
      'https://www.anandtech.com/show/16252/mac-mini-apple-m1-tested',
    ],
    derivation:
      'Apple gives 2.6 TFLOPS; the bandwidth is that of LPDDR4X-4266 over 128 bits, which Apple does not give',
  },
  {
    name: 'm1-max',
    label: 'Apple M1 Max (GPU)',
    peak: { float32: 10.617 * TERA },
    bytesPerSecond: 400 * GIGA,
    source:
      'https://www.apple.com/newsroom/2021/10/introducing-m1-pro-and-m1-max-the-most-powerful-chips-apple-has-ever-built/',
    quotedAt: [
      'https://mybroadband.co.za/news/hardware/418862-apple-m1-pro-and-m1-max-new-chips-powering-the-macbook-pro.html',
      METAL_BENCHMARKS,
    ],
    derivation: 'Apple gives the bandwidth; the peak is that of 32 cores at the measured clock of 1.296 GHz',
  },
  {
    name: 'm2',
    label: 'Apple M2 (GPU)',
    peak: { float32: 3.579 * TERA },
    bytesPerSecond: 100 * GIGA,
    source: 'https://www.apple.com/newsroom/2022/06/apple-unveils-m2-with-breakthrough-performance-and-capabilities/',
    quotedAt: [
      'https://www.macrumors.com/2022/06/06/apple-announces-m2-chip-with-support-for-up-to-24gb-memory/',
      METAL_BENCHMARKS,
    ],
    derivation: 'Apple gives the bandwidth; the peak is that of 10 cores at the measured clock of 1.398 GHz',
  },
  {
    name: 'iphone-14-pro',
    label: 'Apple iPhone 14 Pro (A16 GPU)',
    peak: { float32: 1.789 * TERA },
    bytesPerSecond: 51.2 * GIGA,
    source: 'https://www.apple.com/newsroom/2022/09/apple-debuts-iphone-14-pro-and-iphone-14-pro-max/',
    quotedAt: [
      'https://rss.wongcw.com/apple-unveils-the-a16-bionic-its-most-powerful-mobile-chip-yet-22631.html',
      'https://www.topcpu.net/pl/cpu-c/apple-a16-bionic-vs-apple-a13-bionic',
    ],
    derivation:
      'Apple gives 5 cores and half as much bandwidth again as before, no figures; the table gives both, which are 5 ' +
      'cores as those of an M2 and LPDDR5-6400 over 64 bits',
  },
  {
    name: 'ryzen-7950x',
    label: 'AMD Ryzen 9 7950X',
    peak: { float32: 2.918 * TERA, float16: 5.837 * TERA, int8: 11.674 * TERA },
    bytesPerSecond: 83.2 * GIGA,
    source: 'https://www.amd.com/en/products/processors/desktops/ryzen/7000-series/amd-ryzen-9-7950x.html',
    quotedAt: [
      'https://web-autoai.com/articles/amd-ryzen-9-7950x-16-core-32-thread-high-end-cpu?lang=en',
      `${CPUFP}/x64/AMD_Ryzen7_8845HS.md`,
    ],
    derivation:
      '16 cores at the highest clock of 5.7 GHz, each with the 32 operations a cycle in float32, 64 ' +
      'in bfloat16 and 128 in int8 that were measured on Zen 4; DDR5-5200 on two channels of 64 bits',
  },
  {
    name: 'raspberry-pi-5',
    label: 'Raspberry Pi 5',
    peak: { float32: 0.1536 * TERA, float16: 0.3072 * TERA, int8: 0.6144 * TERA },
    bytesPerSecond: 17.1 * GIGA,
    source: 'https://datasheets.raspberrypi.com/rpi5/raspberry-pi-5-product-brief.pdf',
    quotedAt: [
      'https://circuitdigest.com/news/the-new-raspberry-pi-5-is-here-faster-than-ever',
      `${CPUFP}/arm64/Broadcom_BCM2712.md`,
    ],
    derivation:
      '4 cores at 2.4 GHz, each with the 16 operations a cycle in float32, 32 in float16 and 64 in ' +
      'int8 that were measured; LPDDR4X-4267 over 32 bits',
  },
];
