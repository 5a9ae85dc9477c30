import { parseRoute, pathOf, type Route } from './route';
import { Store } from './store';

/** Where the page is. */
export const route = new Store<Route>(parseRoute(new URL(location.href)));

addEventListener('popstate', () => {
  route.set(parseRoute(new URL(location.href)));
});

/** Goes to a place; back leads to where the reader was. */
export function go(to: Route): void {
  history.pushState(null, '', pathOf(to));
  scrollTo(0, 0);
  route.set(to);
}

/** Changes the address of the place where the reader is. */
export function replace(to: Route): void {
  history.replaceState(null, '', pathOf(to));
  route.set(to);
}
