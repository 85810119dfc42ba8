export { isSafeRedirect, type SafeRedirectOptions } from '../../base/text/index.ts'
export { allowedHosts, hostAllowed, localHosts, splitHost } from './allowed-hosts.ts'
export { type CsrfOptions, csrf, csrfToken, rotateCsrfToken } from './csrf.ts'
export { csrfSecretOf, csrfTokensMatch, maskCsrfSecret, newCsrfSecret, unmaskCsrfToken } from './csrf-token.ts'
export { securityErrors } from './errors.ts'
export type { CountedLimit, RateLimit, RateLimitUnit } from './rate-limit/limit.ts'
export { type MemoryRateLimitStoreOptions, memoryRateLimitStore } from './rate-limit/memory-store.ts'
export { type RateLimitOptions, rateLimit, rateLimited, rateLimitStoreService } from './rate-limit/rate-limit.ts'
export { type RedisRateLimitStoreOptions, redisRateLimitStore } from './rate-limit/redis-store.ts'
export type { LimitState, RateLimitStore } from './rate-limit/store.ts'
export type { RateLimitKey } from './rate-limit/subject.ts'
export {
  type CspDirectives,
  cspNonce,
  nonce,
  type SecurityHeadersOptions,
  securityHeaders,
} from './security-headers.ts'
export { type CookieSignatureOptions, readSignedCookie, setSignedCookie } from './signed-cookies.ts'
