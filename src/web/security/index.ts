export { constantTimeEqual, randomString } from '../../base/signing/index.ts'
export { isSafeRedirect, type SafeRedirectOptions } from '../../base/text/index.ts'
export { allowedHosts, hostAllowed, localHosts, splitHost } from './allowed-hosts.ts'
export {
  CSP,
  type CspDirective,
  type CspDirectives,
  type CspSource,
  cspNonce,
  nonce,
  strictPolicy,
} from './csp.ts'
export { type CspReport, type CspReportsOptions, cspReports } from './csp-reports.ts'
export { type CsrfOptions, checkCsrf, csrf, csrfToken, ensureCsrfCookie, rotateCsrfToken } from './csrf.ts'
export { csrfDeferred, csrfExempt } from './csrf-exempt.ts'
export { csrfSecretOf, csrfTokensMatch, maskCsrfSecret, newCsrfSecret, unmaskCsrfToken } from './csrf-token.ts'
export { securityErrors } from './errors.ts'
export { type RedirectToHttpsOptions, redirectToHttps } from './https.ts'
export type { PermissionName, PermissionsPolicy } from './permissions-policy.ts'
export { type CacheRateLimitStoreOptions, cacheRateLimitStore } from './rate-limit/cache-store.ts'
export type { CountedLimit, RateLimit, RateLimitUnit } from './rate-limit/limit.ts'
export { type MemoryRateLimitStoreOptions, memoryRateLimitStore } from './rate-limit/memory-store.ts'
export { type RateLimitOptions, rateLimit, rateLimited, rateLimitStoreService } from './rate-limit/rate-limit.ts'
export { type RedisRateLimitStoreOptions, redisRateLimitStore } from './rate-limit/redis-store.ts'
export type { LimitState, RateLimitStore } from './rate-limit/store.ts'
export { network, type RateLimitKey } from './rate-limit/subject.ts'
export {
  type HstsOptions,
  type ReferrerPolicyName,
  type SecurityHeadersOptions,
  securityHeaders,
  withSecurityHeaders,
} from './security-headers.ts'
export { type CookieSignatureOptions, readSignedCookie, setSignedCookie } from './signed-cookies.ts'
