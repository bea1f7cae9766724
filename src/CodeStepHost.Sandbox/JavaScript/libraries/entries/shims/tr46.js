// Names of hosts beyond ASCII are turned into ASCII by the host.
export const toASCII = (domain) => {
  if (/^[\x00-\x7f]*$/.test(domain) && !/(^|\.)xn--/i.test(domain)) return domain.toLowerCase();
  return host.domainToAscii(domain);
};
export const toUnicode = (domain) => ({ domain: host.domainToUnicode(domain), error: false });
export default { toASCII, toUnicode };
