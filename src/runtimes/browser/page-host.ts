import { NetstatError } from '../../ir/index.js';
import { makeTemporaryFolder } from '../temporary-folder.js';
import { launchBrowser } from './launch.js';
import type { Browser } from './launch.js';
import { startPageServer } from './page-server.js';
import type { PageServer, Served } from './page-server.js';

/** A session's place in a page of a browser. */
export interface PageHost {
  readonly server: PageServer;
  /** The browser's name; undefined where a person opened the address. */
  readonly browser: Browser | undefined;
  /** The number of the session. */
  readonly id: number;
  /** Has the page find a file of the session; gives its address. */
  addFile(name: string, served: Served): string;
  /** The session has ended, or failed: the page then serves no other before it has begun anew. */
  release(hasFailed: boolean): void;
}

/** How a page is opened. */
export interface HostOptions {
  readonly browser: Browser | undefined;
  readonly device: string;
  readonly runtimeFolder: string;
  /** Shows the address to a person, in the place of starting a browser. */
  readonly showAddress: ((address: string) => void) | undefined;
}

/** A server and a browser on its page. */
interface StartedPage {
  readonly server: PageServer;
  readonly browser: Browser | undefined;
  readonly files: Map<string, Served>;
  /** Whether the browser has ended by itself. */
  hasEnded(): boolean;
  end(): void;
}

interface OpenPage {
  readonly started: Promise<StartedPage>;
  /** Whether a person has opened it; then it cannot be opened again. */
  readonly isForeign: boolean;
  /** Sessions that are open. */
  sessions: number;
  /** Sessions since the page was loaded. */
  served: number;
  hasFailed: boolean;
}

/** The sessions after which a page begins anew: the memory of WebAssembly grows only. */
const SESSIONS_A_LOAD = 60;

/** How long that may take, in milliseconds. */
const RENEWAL_MS = 20_000;

/** Pages that are open, by how they were opened: the sessions of a measurement, which take turns, share one. */
const pages = new Map<string, OpenPage>();

let keepers = 0;
let ids = 0;

/** Keeps pages open when the last session in them has ended, until the function that it gives is called. */
export function keepPages(): () => void {
  keepers += 1;
  return () => {
    keepers -= 1;
    endIdlePages();
  };
}

/**
 * The page for a session: one that is open already, or a new one.
 * @throws NetstatError when no browser can be started
 */
export async function acquirePage(options: HostOptions): Promise<PageHost> {
  const { browser, device, showAddress } = options;
  const key = `${browser ?? ''} ${device} ${showAddress !== undefined}`;
  const idle = pages.get(key);
  if (idle?.sessions === 0 && !(await isFit(idle))) await endPage(key, idle);
  const page: OpenPage = pages.get(key) ?? {
    started: start(options),
    isForeign: showAddress !== undefined,
    sessions: 0,
    served: 0,
    hasFailed: false,
  };
  pages.set(key, page);
  page.sessions += 1;
  page.served += 1;
  const id = (ids += 1);
  try {
    const { server, browser: running, files } = await page.started;
    const addresses: string[] = [];
    return {
      server,
      browser: running,
      id,
      addFile(name, served) {
        const address = `${id}/${name}`;
        addresses.push(address);
        files.set(address, served);
        return address;
      },
      release(hasFailed) {
        for (const address of addresses) files.delete(address);
        page.sessions -= 1;
        page.hasFailed ||= hasFailed;
        if (keepers === 0) endIdlePages();
      },
    };
  } catch (error) {
    pages.delete(key);
    throw error;
  }
}

/** Whether a page without sessions may have another: one that has failed, or served many, begins anew first. */
async function isFit(page: OpenPage): Promise<boolean> {
  if (!page.hasFailed && page.served < SESSIONS_A_LOAD) return true;
  page.hasFailed = false;
  page.served = 0;
  const { server, hasEnded } = await page.started;
  if (hasEnded()) return false;
  server.resume();
  try {
    await server.ask({ kind: 'renew' }, 'load its page anew', RENEWAL_MS);
    return true;
  } catch {
    return page.isForeign;
  }
}

/** Ends the pages without sessions; one that a person has opened serves later sessions too. */
function endIdlePages(): void {
  for (const [key, page] of pages) {
    if (page.sessions === 0 && !page.isForeign) void endPage(key, page);
  }
}

async function endPage(key: string, page: OpenPage): Promise<void> {
  pages.delete(key);
  (await page.started).end();
}

/** Starts a server, and a browser on its page unless a person opens it. */
async function start({ browser, device, runtimeFolder, showAddress }: HostOptions): Promise<StartedPage> {
  const files = new Map<string, Served>();
  const server = await startPageServer(files, runtimeFolder, showAddress !== undefined);
  if (showAddress !== undefined) {
    showAddress(server.address);
    return { server, browser: undefined, files, hasEnded: () => false, end: () => server.close() };
  }
  const folder = makeTemporaryFolder();
  let hasEnded = false;
  try {
    const running = launchBrowser(
      { name: browser, address: server.address, profile: folder.path, device },
      (reason) => {
        hasEnded = true;
        server.fail(new NetstatError('runtime-failed', `the browser ended (${reason}) before it had measured`));
      },
    );
    return {
      server,
      browser: running.name,
      files,
      hasEnded: () => hasEnded,
      end() {
        server.close();
        running.end();
        folder.remove();
      },
    };
  } catch (error) {
    server.close();
    folder.remove();
    throw error;
  }
}
