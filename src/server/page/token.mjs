/**
 * Where a tab keeps the token: not in a cookie, which the browser would send to every port of this machine, and not in
 * the address, which it would keep in its history.
 */
const name = 'simphony token';

/** @returns {string | null} */
export const remembered = () => sessionStorage.getItem(name);

/** @param {string} token */
export const remember = (token) => sessionStorage.setItem(name, token);

export const forget = () => sessionStorage.removeItem(name);
