export { isSafeRedirect, type SafeRedirectOptions } from '../../base/text/index.ts'
export { allowedHosts, hostAllowed, localHosts, splitHost } from './allowed-hosts.ts'
export { type CsrfOptions, csrf, csrfToken, rotateCsrfToken } from './csrf.ts'
export { csrfSecretOf, csrfTokensMatch, maskCsrfSecret, newCsrfSecret, unmaskCsrfToken } from './csrf-token.ts'
export { securityErrors } from './errors.ts'
export {
  type CspDirectives,
  cspNonce,
  nonce,
  type SecurityHeadersOptions,
  securityHeaders,
} from './security-headers.ts'
