import { NetstatError } from '../../ir/index.js';
import { makeTemporaryFolder } from '../temporary-folder.js';
import { launchBrowser } from './launch.js';
import type { Browser } from './launch.js';
import { startPageServer } from './page-server.js';
import type { PageServer, Served } from './page-server.js';

/** A page in a browser, in which sessions are opened. */
export interface PageHost {
  readonly server: PageServer;
  /** The browser's name; undefined where a person opened the address. */
  readonly browser: Browser | undefined;
  /** A number for a session, which the addresses of its files begin with. */
  nextId(): number;
  addFile(address: string, served: Served): void;
  /** Ends the browser when no other session is open in it. */
  release(): void;
}

/** How a page is opened. */
export interface HostOptions {
  readonly browser: Browser | undefined;
  readonly device: string;
  readonly runtimeFolder: string;
  /** Shows the address to a person, in the place of starting a browser. */
  readonly showAddress: ((address: string) => void) | undefined;
}

/** Pages that are open, by how they were opened: the sessions of a measurement, which take turns, share one. */
const open = new Map<string, { readonly host: Promise<PageHost>; sessions: number }>();

/**
 * The page for a session: one that is open already, or a new one.
 * @throws NetstatError when no browser can be started
 */
export async function acquirePage(options: HostOptions): Promise<PageHost> {
  const key = `${options.browser ?? ''} ${options.device} ${options.showAddress !== undefined}`;
  let entry = open.get(key);
  if (entry === undefined) {
    entry = {
      host: start(options, () => {
        const current = open.get(key);
        if (current === undefined) return true;
        current.sessions -= 1;
        // A page that a person has opened serves later sessions too.
        if (current.sessions > 0 || options.showAddress !== undefined) return false;
        open.delete(key);
        return true;
      }),
      sessions: 0,
    };
    open.set(key, entry);
    entry.host.catch(() => open.delete(key));
  }
  entry.sessions += 1;
  return entry.host;
}

/** Starts a server and a browser on its page. `leave` says whether the session that leaves was the last. */
async function start(
  { browser, device, runtimeFolder, showAddress }: HostOptions,
  leave: () => boolean,
): Promise<PageHost> {
  const files = new Map<string, Served>();
  const server = await startPageServer(files, runtimeFolder, showAddress !== undefined);
  let sessions = 0;
  const base = {
    server,
    nextId: () => (sessions += 1),
    addFile: (address: string, served: Served) => void files.set(address, served),
  };
  if (showAddress !== undefined) {
    showAddress(server.address);
    return { ...base, browser: undefined, release: () => void leave() };
  }
  const folder = makeTemporaryFolder();
  try {
    const running = launchBrowser({ name: browser, address: server.address, profile: folder.path, device }, (reason) =>
      server.fail(new NetstatError('runtime-failed', `the browser ended (${reason}) before it had measured`)),
    );
    return {
      ...base,
      browser: running.name,
      release() {
        if (!leave()) return;
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
