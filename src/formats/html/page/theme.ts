import { button, element } from './dom.js';

const key = 'netstat-theme';

/** A button that turns the page dark or light; until it is pressed the page follows the system. */
export function themeButton(): HTMLButtonElement {
  const root = document.documentElement;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const kept = recall();
  if (kept === 'dark' || kept === 'light') root.dataset.theme = kept;
  const isDark = (): boolean => (root.dataset.theme === undefined ? dark.matches : root.dataset.theme === 'dark');
  const made = button(
    { class: 'theme', title: 'Dark or light' },
    () => {
      root.dataset.theme = isDark() ? 'light' : 'dark';
      remember(root.dataset.theme);
      made.setAttribute('aria-pressed', String(isDark()));
    },
    element('span', { class: 'theme-icon', 'aria-hidden': 'true' }),
  );
  made.setAttribute('aria-label', 'Dark theme');
  made.setAttribute('aria-pressed', String(isDark()));
  return made;
}

// A page opened from disk may have no storage.
function recall(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function remember(theme: string): void {
  try {
    localStorage.setItem(key, theme);
  } catch {
    // It is chosen anew next time.
  }
}
