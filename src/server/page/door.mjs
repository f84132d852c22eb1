/** The page before the page: asks for the token, unless this tab was let in before. */
import { forget, remembered } from './token.mjs';

if (new URLSearchParams(location.search).has('token')) {
  forget();
  history.replaceState(null, '', `/${location.hash}`);
  const why = document.getElementById('why');
  if (why !== null) why.textContent = 'That is not the token of this server. Has it been made anew?';
} else {
  const token = remembered();
  if (token !== null) location.replace(`/?token=${encodeURIComponent(token)}${location.hash}`);
}
