import { Store } from './store';

/** Dark, light, or as the reader's system. */
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'theme';

function stored(): Theme {
  const value = localStorage.getItem(KEY);
  return value === 'light' || value === 'dark' ? value : 'system';
}

/** The theme in use; kept for the next time. */
export const theme = new Store<Theme>(stored());

function apply(value: Theme): void {
  if (value === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = value;
}

apply(theme.value);
theme.follow((value) => {
  apply(value);
  if (value === 'system') localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, value);
});
