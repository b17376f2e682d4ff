import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { NetstatError } from '../../ir/index.js';
import { atExit } from '../at-exit.js';
import { lastSaid } from '../last-said.js';

/** Browsers that can be asked for. */
export const browsers = ['chromium', 'chrome', 'edge', 'firefox'] as const;
export type Browser = (typeof browsers)[number];

/** Names of each browser's program, and places where installers put it that are not searched by name. */
const programs: Readonly<Record<Browser, { readonly names: readonly string[]; readonly places: readonly string[] }>> = {
  chromium: {
    names: ['chromium', 'chromium-browser'],
    places: ['/Applications/Chromium.app/Contents/MacOS/Chromium'],
  },
  chrome: {
    names: ['google-chrome', 'google-chrome-stable', 'chrome'],
    places: [
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`,
      String.raw`C:\Program Files (x86)\Google\Chrome\Application\chrome.exe`,
    ],
  },
  edge: {
    names: ['microsoft-edge', 'microsoft-edge-stable', 'msedge'],
    places: [
      '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
      String.raw`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`,
      String.raw`C:\Program Files\Microsoft\Edge\Application\msedge.exe`,
    ],
  },
  firefox: {
    names: ['firefox', 'firefox-esr'],
    places: [
      '/Applications/Firefox.app/Contents/MacOS/firefox',
      String.raw`C:\Program Files\Mozilla Firefox\firefox.exe`,
    ],
  },
};

/** A browser that runs without a window. */
export interface RunningBrowser {
  readonly name: Browser;
  /** Ends it, with all of its processes. */
  end(): void;
}

/**
 * Starts a browser without a window on a page. `ended` is called with what it said last when it ends by itself.
 * @throws NetstatError when none is installed, or the one that is named is not
 */
export function launchBrowser(
  { name, address, profile, device }: LaunchOptions,
  ended: (reason: string) => void,
): RunningBrowser {
  const found = findBrowser(name);
  if (found === undefined) {
    throw new NetstatError(
      'runtime-missing',
      name === undefined
        ? `no browser is installed that netstat knows: ${browsers.join(', ')}`
        : `${name} is not installed; ${available()}`,
    );
  }
  const child = spawn(found.program, argumentsOf(found.name, address, profile, device), {
    stdio: ['ignore', 'ignore', 'pipe'],
    // A group of its own, so that no process of it is left.
    detached: process.platform !== 'win32',
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-KEPT)));
  const end = (): void => {
    callOff();
    child.removeAllListeners('exit');
    try {
      if (process.platform === 'win32' || child.pid === undefined) child.kill('SIGKILL');
      else process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended already.
    }
  };
  const callOff = atExit(end);
  child.once('error', (error) => ended(error.message));
  child.once('exit', (code, signal) => {
    callOff();
    const last = lastSaid(said);
    ended(`${signal ?? `exit code ${code}`}${last === '' ? '' : `: ${last.slice(0, 300)}`}`);
  });
  return { name: found.name, end };
}

/** Options of the launch. */
export interface LaunchOptions {
  /** Left out, the first that is installed. */
  readonly name: Browser | undefined;
  readonly address: string;
  /** A folder for the browser's own files. */
  readonly profile: string;
  readonly device: string;
}

/** The most of what a browser writes to standard error that is kept, in characters. */
const KEPT = 4096;

function argumentsOf(name: Browser, address: string, profile: string, device: string): readonly string[] {
  if (name === 'firefox') return ['--headless', '--no-remote', '--profile', profile, address];
  return [
    '--headless=new',
    `--user-data-dir=${profile}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-extensions',
    '--disable-sync',
    '--mute-audio',
    ...(device === 'webgpu' ? ['--enable-unsafe-webgpu'] : []),
    // Chromium refuses its sandbox to root, who is all there is in many containers.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    address,
  ];
}

function findBrowser(name: Browser | undefined): { readonly name: Browser; readonly program: string } | undefined {
  for (const each of name === undefined ? browsers : [name]) {
    const { names, places } = programs[each];
    const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
    const inPath = names.flatMap((file) => folders.map((folder) => path.join(folder, file)));
    const program = [...inPath, ...places].find((file) => existsSync(file));
    if (program !== undefined) return { name: each, program };
  }
  return undefined;
}

function available(): string {
  const there = browsers.filter((each) => findBrowser(each) !== undefined);
  return there.length === 0 ? 'no other is either' : `${there.join(', ')} ${there.length === 1 ? 'is' : 'are'}`;
}
