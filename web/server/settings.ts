/** What the server is started with; it comes on its standard input, because the key is secret. */
export interface ServerSettings {
  /** Address that it listens on. */
  readonly bind: string;
  readonly port: number;
  /** Where browsers find it, if that is a proxy with a name of its own, e.g. `https://page.lan`. */
  readonly origin?: string;
  /** What the token and the cookie are made from, base64url. Secret. */
  readonly key: string;
  /** The results folder, absolute. */
  readonly results: string;
  /** The folder of `npm run own`, absolute. */
  readonly own: string;
  /** The stack that the page opens with. */
  readonly stack: string;
  /** The project's folder. */
  readonly root: string;
  /** Where the client was built. */
  readonly client: string;
  /** The program of the helper, see helper/main.ts. */
  readonly helper: string;
}
