import { defineErrors, type ErrorDetails, NuagesError } from '../../base/errors/index.ts'

/** Nothing lives at this address. Throw `httpErrors.NOT_FOUND(…)`, or return `notFound()`. */
export class Http404 extends NuagesError {}

/** The visitor may not do this. Throw `httpErrors.FORBIDDEN(…)`. */
export class PermissionDenied extends NuagesError {}

/** An application inside answered with a status of its own choice. */
export class ApplicationRefusal extends NuagesError {
  constructor(message: string, details: ErrorDetails, options?: ErrorOptions) {
    super(message, { ...details, status: details.data['status'] as number }, options)
  }
}

/** No route has this name with these parameters (Django's `NoReverseMatch`). */
export class NoReverseMatch extends NuagesError {}

export const httpErrors = defineErrors('HTTP', {
  NOT_FOUND: {
    status: 404,
    message: ({ what }: { what: string }) => `Not found: ${what}.`,
    hint: 'Check the address; on the development page the routes that were tried are listed.',
    as: Http404,
  },
  GONE: {
    status: 410,
    message: ({ what }: { what: string }) => `Gone for good: ${what}.`,
    hint: 'What was here was taken away, and nothing took its place.',
  },
  FORBIDDEN: {
    status: 403,
    message: ({ what }: { what: string }) => `Not allowed: ${what}.`,
    hint: 'Sign in as somebody who may do this.',
    as: PermissionDenied,
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    message: ({ method, allowed }: { method: string; allowed: readonly string[] }) =>
      `${method} is not allowed here (allowed: ${allowed.join(', ')}).`,
    hint: 'Use one of the methods in the Allow header, or add the method to the route.',
  },
  BODY_TOO_LARGE: {
    status: 413,
    message: ({ limit, what }: { limit: number; what: string }) => `${what} is larger than ${limit} bytes.`,
    hint: 'Send less, or raise the limit: `limits` of `defineProject` or `createApp`, where `body` is what is read into memory, `upload` a whole form with files and `file` one of them.',
  },
  BODY_ENCODED: {
    status: 415,
    message: ({ coding }: { coding: string; answerHeaders: Readonly<Record<string, string>> }) =>
      `The request body has the content coding '${coding}', which is not read here.`,
    hint: 'Send the body as it is, or let the application read compressed ones: `inflate: true`.',
  },
  BODY_NOT_INFLATED: {
    status: 400,
    message: ({ coding }: { coding: string }) =>
      `The request body says that it is compressed by ${coding}, and is not.`,
    hint: 'Send what Content-Encoding announces, whole.',
  },
  URL_TOO_LONG: {
    status: 414,
    message: ({ limit }: { limit: number }) => `Path and query have more than ${limit} characters.`,
    hint: 'Send long values in the body of a POST, or raise `limits.url` of the application.',
  },
  TOO_MANY_HEADERS: {
    status: 431,
    message: ({ limit }: { limit: number }) => `The request has more than ${limit} header lines.`,
    hint: 'Send fewer headers, or raise `limits.headers` of the application.',
  },
  TOO_MANY_FIELDS: {
    status: 400,
    message: ({ limit }: { limit: number }) => `The request has more than ${limit} fields.`,
    hint: 'Send fewer fields, or raise `limits.fields` of the application.',
  },
  TOO_MANY_FILES: {
    status: 400,
    message: ({ limit }: { limit: number }) => `The request has more than ${limit} files.`,
    hint: 'Send fewer files, or raise `limits.files` of the application.',
  },
  BODY_NOT_JSON: {
    status: 400,
    message: ({ reason }: { reason: string }) => `The request body is not valid JSON: ${reason}.`,
    hint: 'Send one JSON document encoded as UTF-8.',
  },
  BODY_NOT_FORM: {
    status: 415,
    message: ({ type }: { type: string }) => `The request body is no form: its content type is '${type}'.`,
    hint: 'Send application/x-www-form-urlencoded or multipart/form-data, or read the body with `request.json()`.',
  },
  BODY_CHARSET: {
    status: 415,
    message: ({ charset }: { charset: string }) => `The character set '${charset}' of the request body is not known.`,
    hint: 'Send UTF-8.',
  },
  BODY_INCOMPLETE: {
    status: 400,
    message: () => 'The request body ended before it was complete.',
    hint: 'Send as many bytes as Content-Length announces.',
  },
  MULTIPART_INVALID: {
    status: 400,
    message: ({ reason }: { reason: string }) => `The multipart body cannot be read: ${reason}.`,
    hint: 'Send parts as RFC 7578 describes them, closed by the final boundary.',
  },
  BODY_USED: {
    status: 500,
    message: () => 'The request body has been read already.',
    hint: 'Read it once: `form()`, `json()`, `text()` and `bytes()` remember what they read, `body` and body parsers of `fromConnect` do not.',
  },
  BODY_READ_OUTSIDE: {
    status: 500,
    message: () => 'The body of this request was read before the application inside could read it.',
    hint: 'Multipart forms and `request.body` are not kept. Read with `request.bytes()` before `request.form()`, which keeps it; or let the application inside read it alone: no `form()` in middleware around it, and its addresses in `exempt` of `csrf` where it checks tokens itself.',
  },
  RESPONSE_USED: {
    status: 500,
    message: () => 'The body of this response has been read already.',
    hint: 'Read it once, or take `response.clone()` before.',
  },
  RESPONSE_SENT: {
    status: 500,
    message: () => 'This response was the answer to another request already.',
    hint: 'Make a response for each request, or return `response.clone()`: headers and cookies are added to it on its way out.',
  },
  THROWN_VALUE: {
    status: 500,
    message: ({ kind }: { kind: string }) => `Something that is no Error was thrown (a ${kind}).`,
    hint: 'Throw an Error: it knows where it comes from. What was thrown is its cause.',
  },
  ROUTE_SYNTAX: {
    status: null,
    message: ({ route, reason }: { route: string; reason: string }) => `The route '${route}' is wrong: ${reason}.`,
    hint: "Write parameters as '<int:id>' or '<name>', each name once and a valid identifier.",
  },
  NO_VIEW: {
    status: null,
    message: ({ route, problem }: { route: string; problem: string }) =>
      `The route '${route}' has no view: ${problem}.`,
    hint: 'Give a function, an object of functions by method (get, post, put, patch, delete, options) or `include(urls)`. What is undefined was imported from a file that is still being loaded, or does not exist there.',
  },
  NODE_HANDLER: {
    status: null,
    message: ({ what }: { what: string }) => `${what} is written for Express or Connect, and was given as it is.`,
    hint: 'Mount an application with `mount(prefix, fromNode(app))`, and bring middleware along with `fromConnect(middleware)`.',
  },
  BAD_LIMIT: {
    status: null,
    message: ({ name, problem }: { name: string; problem: string }) => `The limit '${name}' of requests ${problem}.`,
    hint: 'Limits are numbers of bytes, or counts: `limits: { upload: 20 * 1024 * 1024, fields: 200 }`.',
  },
  UNKNOWN_CONVERTER: {
    status: null,
    message: ({ route, name, suggestion }: { route: string; name: string; suggestion: string }) =>
      `The route '${route}' uses the converter '${name}', which does not exist${suggestion}.`,
    hint: 'Use int, str, slug, uuid or path, or give your own to `defineProject({ converters })` or `createApp({ converters })`.',
  },
  UNKNOWN_PREFIX: {
    status: null,
    message: ({ name, suggestion }: { name: string; suggestion: string }) =>
      `Routes stand under the prefixes '${name}', and the application has none of that name${suggestion}.`,
    hint: 'Give them to `createApp({ prefixes })`; a project of `defineProject` has its languages as `language`.',
  },
  NO_REVERSE_MATCH: {
    status: 500,
    message: ({ name, reason }: { name: string; reason: string }) => `No URL for '${name}': ${reason}.`,
    hint: "Check the route's name, its namespace ('app:name') and the names and forms of its parameters.",
    as: NoReverseMatch,
  },
  UNSAFE_REDIRECT: {
    status: 400,
    message: ({ scheme }: { scheme: string }) => `Redirecting to a '${scheme}:' address is refused.`,
    hint: 'Redirect to http or https addresses or to paths; check addresses from visitors with `isSafeRedirect`.',
  },
  INVALID_VALIDATOR: {
    status: 500,
    message: ({ what }: { what: string }) => `The ${what} that a view gives to conditional() cannot stand in a header.`,
    hint: 'Give an etag of visible ASCII characters (a hash), and a Date that exists.',
  },
  INVALID_COOKIE: {
    status: null,
    message: ({ name, what }: { name: string; what: string }) => `The cookie '${name}' has a wrong ${what}.`,
    hint: 'Cookie names are RFC 6265 tokens; paths and domains have no semicolons or line breaks; SameSite=None, __Secure- and __Host- need Secure.',
  },
  INVALID_HEADER: {
    status: null,
    message: ({ name }: { name: string }) => `The header '${name}' has a name or value with forbidden characters.`,
    hint: 'Header names are tokens; values have no line breaks and no characters beyond Latin-1 (percent-encode others).',
  },
  APPLICATION_REFUSED: {
    status: null,
    message: ({ status }: { status: number; answerHeaders: Readonly<Record<string, string>> }) =>
      `The application inside refused the request with status ${status}.`,
    hint: 'Its error is the cause of this one; `error.status` is the status that it asked for.',
    as: ApplicationRefusal,
  },
  APPLICATION_CLOSED: {
    status: 500,
    message: () => 'The application inside closed the connection without an answer.',
    hint: 'Answer with `res.end()`, or pass the request on with `next()`.',
  },
  INVALID_EVENT: {
    status: 500,
    message: ({ what }: { what: string }) => `The ${what} of a server-sent event cannot be sent.`,
    hint: 'Names and ids of events have no line breaks and no null characters; `retry` is a whole number of milliseconds.',
  },
  INVALID_STATUS: {
    status: null,
    message: ({ status }: { status: unknown }) => `${String(status)} is no HTTP status for a response.`,
    hint: 'Use a whole number from 200 to 599.',
  },
  NO_REQUEST: {
    status: null,
    message: () => 'There is no current request here.',
    hint: 'Call this while a request is being answered, or pass the request along.',
  },
  NO_RESPONSE: {
    status: 500,
    message: ({ who, got }: { who: string; got: string }) => `${who} returned ${got} where a Response was expected.`,
    hint: 'Return a Response, or what `json`, `html`, `text`, `redirect` or `render` give; mind a missing `return` or `await`.',
  },
  BAD_PROXY: {
    status: null,
    message: ({ entry }: { entry: string }) => `The trusted proxy '${entry}' is no address and no network.`,
    hint: "Write addresses and networks: `trustedProxies: ['10.0.0.5', '10.1.0.0/16', 'loopback', 'unix']`.",
  },
  FILE_OUTSIDE: {
    status: null,
    message: ({ dir }: { dir: string }) => `The static directory '${dir}' cannot be used.`,
    hint: 'Give absolute paths of directories in `staticFiles({ dirs })`, and a prefix that starts and ends with a slash.',
  },
  STATIC_MANIFEST: {
    status: null,
    message: ({ file, reason }: { file: string; reason: string }) =>
      `The manifest of static files ${file} cannot be read: ${reason}.`,
    hint: 'Run `nuages collectstatic`, which writes it anew, or take the file away to serve from the directories themselves.',
  },
  STATIC_NOT_COLLECTED: {
    status: 500,
    message: ({ path }: { path: string }) => `The static file '${path}' is not among the collected ones.`,
    hint: 'Check the path, and run `nuages collectstatic` after files were added; `static: { strict: false }` gives the plain address instead.',
  },
  FILE_CHANGED: {
    status: null,
    message: ({ path }: { path: string }) => `The file ${path} became shorter while it was sent.`,
    hint: 'Replace files by renaming a new one over them instead of writing into them.',
  },
  PORT_IN_USE: {
    status: null,
    message: ({ port, host }: { port: number; host: string }) =>
      `Port ${port} on ${host} is in use by another program.`,
    hint: 'Stop the other program, or choose another port: PORT=8001, or `serve(app, { port })` (0 takes a free one).',
  },
  CANNOT_LISTEN: {
    status: null,
    message: ({ port, host, reason }: { port: number; host: string; reason: string }) =>
      `Cannot listen on port ${port} of ${host}: ${reason}.`,
    hint: 'Choose a port above 1023 that this user may open, and a host name or address of this machine.',
  },
  CANNOT_LISTEN_ON: {
    status: null,
    message: ({ where, reason }: { where: string; reason: string }) => `Cannot listen on ${where}: ${reason}.`,
    hint: 'The folder of a Unix socket must exist and be writable, and no other program may answer there; a file descriptor must be a listening socket.',
  },
  BAD_CERTIFICATE: {
    status: null,
    message: ({ reason }: { reason: string }) => `The certificate or its key cannot be used: ${reason}.`,
    hint: 'Give both in PEM, made for each other, and the passphrase where the key is encrypted.',
  },
})
