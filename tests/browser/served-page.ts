import { afterAll, beforeAll } from 'vitest';
import { exampleFolder, type ExampleFolder } from '../example-folder';
import { goTo, startChromium, type Chromium, type OpenPage } from './chromium';
import { startPageServer, type PageServer } from './page-server';

/** What there is between a test file's start and its end. */
interface Parts {
  readonly folder: ExampleFolder;
  server: PageServer;
  readonly chromium: Chromium;
}

/** The page as its reader has it: its server on a folder of results, and a browser. */
export class ServedPage {
  private parts: Parts | undefined;

  private constructor(private readonly stack: string | undefined) {}

  /**
   * One for the tests of a block: started before the first of them, ended after the last.
   *
   * @param makeFolder The results; default: none.
   * @param stack The stack that the page begins with; default: the command's.
   */
  static forTests(makeFolder: () => ExampleFolder = exampleFolder, stack?: string): ServedPage {
    const served = new ServedPage(stack);
    beforeAll(() => served.start(makeFolder()));
    afterAll(() => served.end());
    return served;
  }

  get folder(): ExampleFolder {
    return this.started.folder;
  }

  get server(): PageServer {
    return this.started.server;
  }

  get chromium(): Chromium {
    return this.started.chromium;
  }

  /** Opens a place as who has the address with the token does. */
  async open(place = '/', options: Parameters<Chromium['visit']>[1] = {}): Promise<OpenPage> {
    const opened = await this.chromium.visit(this.server.url, options);
    if (place !== '/') await goTo(opened.page, this.server.origin + place);
    return opened;
  }

  /** Starts the server again that was killed, where it was. */
  async startAgain(): Promise<void> {
    const port = Number(new URL(this.server.origin).port);
    this.started.server = await this.startServer(this.folder, port);
  }

  private get started(): Parts {
    if (this.parts === undefined) throw new Error('the page is not served yet');
    return this.parts;
  }

  private async start(folder: ExampleFolder): Promise<void> {
    const [server, chromium] = await Promise.all([this.startServer(folder), startChromium()]);
    this.parts = { folder, server, chromium };
  }

  private startServer({ path }: ExampleFolder, port?: number): Promise<PageServer> {
    return startPageServer({
      results: path,
      ...(port !== undefined && { port }),
      ...(this.stack !== undefined && { stack: this.stack }),
    });
  }

  private async end(): Promise<void> {
    if (this.parts === undefined) return;
    const { folder, server, chromium } = this.parts;
    await chromium.close();
    await server.close();
    folder.remove();
  }
}
