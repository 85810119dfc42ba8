import { defineErrors } from '../../base/errors/index.ts'

export const securityErrors = defineErrors('SECURITY', {
  CSRF_REJECTED: {
    status: 403,
    message: ({ reason }: { reason: string }) => `The request was refused as a possible cross-site request: ${reason}.`,
    hint: 'Put {% csrf_token %} into the form, or send the cookie csrftoken back in the header X-CSRFToken; load the page again after signing in.',
  },
  CSRF_NOT_ACTIVE: {
    status: 500,
    message: () => 'A CSRF token was asked for, but no csrf() middleware is around this request.',
    hint: 'Add csrf() to the middleware of the application, before the views that have forms.',
  },
  CSRF_ORIGIN: {
    status: null,
    message: ({ origin }: { origin: string }) => `The trusted origin '${origin}' is no origin.`,
    hint: "Write scheme, host and port: 'https://shop.example.com' or 'https://*.example.com'.",
  },
  CSRF_HOST_PREFIX: {
    status: null,
    message: () => 'A CSRF cookie with the prefix __Host- has a domain, another path than /, or is not secure.',
    hint: 'Leave `cookieDomain`, `cookiePath` and `cookieSecure` out, or `hostPrefix`.',
  },
  HOST_NOT_ALLOWED: {
    status: 400,
    message: ({ host }: { host: string }) => `The host '${host}' is not one that this site answers for.`,
    hint: 'Add it to ALLOWED_HOSTS (or `allowedHosts`) if it is a name of this site.',
  },
  CSP_DIRECTIVE: {
    status: null,
    message: ({ directive, problem }: { directive: string; problem: string }) =>
      `The directive '${directive}' of a Content-Security-Policy ${problem}.`,
    hint: 'Take words from `CSP` (CSP.self, CSP.none); sources have no spaces, semicolons or commas.',
  },
  PERMISSION: {
    status: null,
    message: ({ feature, problem }: { feature: string; problem: string }) =>
      `The feature '${feature}' of a Permissions-Policy ${problem}.`,
    hint: "Write [] for nobody, ['self', 'https://maps.example.com'] for some, '*' for all.",
  },
  HSTS: {
    status: null,
    message: () => 'The time of Strict-Transport-Security is no whole number of seconds.',
    hint: 'Begin with little, `hsts: 3600`, and raise it to a year (31536000) when all is well.',
  },
  ENDPOINT: {
    status: null,
    message: ({ name }: { name: string }) => `The reporting endpoint '${name}' cannot be written into a header.`,
    hint: "Write a name in lower case and an address: { csp: '/csp-reports/' }.",
  },
  BAD_HOST: {
    status: null,
    message: ({ host }: { host: string }) => `The allowed host '${host}' is no host name.`,
    hint: "Write 'example.org', or '.example.org' for its subdomains too, without scheme, port or path; '*' stands for all.",
  },
  RATE_LIMIT: {
    status: null,
    message: ({ limit }: { limit: string }) => `The rate limit '${limit}' cannot be counted.`,
    hint: "Write `limit: '100/hour'` (second, minute, hour, day), or { count: 30, per: 10 } with seconds, at most a year, and a `burst` of at most `count`.",
  },
  RATE_LIMIT_COST: {
    status: 500,
    message: () => 'The cost of a request, by which its rate limit counts it, is no whole number from 0.',
    hint: 'Give a whole number as `cost`, or a function that returns one.',
  },
  RATE_LIMITED: {
    status: 429,
    message: ({
      limit,
      retryAfter,
    }: {
      limit: string
      retryAfter: number
      answerHeaders: Readonly<Record<string, string>>
    }) => `Too many requests: no more than ${limit}. The next one is taken in ${retryAfter} seconds.`,
    hint: 'Wait as long as the header Retry-After says.',
  },
  RATE_LIMIT_STORE: {
    status: 503,
    message: () => 'Requests are limited, but what counts them does not answer.',
    hint: "See that Redis runs, or set `onStoreError: 'allow'` to go on without limits meanwhile.",
  },
})
