import { defineErrors } from '../../base/errors/index.ts'

export const sessionsErrors = defineErrors('SESSIONS', {
  NO_SESSION: {
    status: 500,
    message: () => 'The request has no session.',
    hint: 'Put the `sessions(…)` middleware in front of the view; a project with `sessionsApp` or the option `sessions` has it.',
  },
  NOT_PLAIN: {
    status: null,
    message: ({ name, type }: { name: string; type: string }) =>
      `A session cannot keep a value of type ${type} under '${name}'.`,
    hint: 'Keep plain data: text, numbers, booleans, null, lists and objects of these; a key instead of a row.',
  },
  BAD_EXPIRY: {
    status: null,
    message: ({ expiry }: { expiry: string }) => `'${expiry}' is no expiry of a session.`,
    hint: 'Give seconds from 0 (the end of the browser) to ten years, a `Date`, or null for the usual one.',
  },
  BAD_LIFETIME: {
    status: null,
    message: ({ option, value }: { option: string; value: unknown }) =>
      `Sessions cannot have '${option}' ${String(value)}.`,
    hint: 'Give seconds, from 1 to ten years; leave it out for the default.',
  },
  BAD_PREFIX: {
    status: null,
    message: ({ prefix }: { prefix: string }) => `Files of sessions cannot begin with '${prefix}'.`,
    hint: "Use letters, digits, '-' and '_': it becomes part of a file's name.",
  },
  COOKIE_TOO_LARGE: {
    status: 500,
    message: ({ size, most, largest }: { size: number; most: number; largest: string }) =>
      `The session does not fit into its cookie: ${size} characters, of ${most}. The largest thing in it is '${largest}'.`,
    hint: "Keep keys of rows in it instead of the rows, or keep sessions elsewhere: `sessions: { store: 'database:' }`.",
  },
  CONTENDED: {
    status: 503,
    message: () => 'A session was changed by others each time that it was to be written.',
    hint: 'Try again later; what many requests of one visitor count all the time is better kept in a table or a cache.',
  },
  UNKNOWN_STORE: {
    status: null,
    message: ({ store }: { store: string }) => `Sessions cannot be kept in '${store}'.`,
    hint: "Use 'database:', 'cache:', 'cache:<name>', 'cached-database:', 'cached-database:<name>', 'cookie:', 'file:./sessions', or a store of your own.",
  },
  NO_CACHE: {
    status: null,
    message: ({ store, name, known }: { store: string; name: string; known: readonly string[] }) =>
      `Sessions are to be kept in '${store}', and the project has no cache '${name}': it has ${known.join(', ')}.`,
    hint: "Name one of the project's caches, or add it to `cache`.",
  },
  NO_APP: {
    status: null,
    message: ({ store }: { store: string }) =>
      `Sessions are to be kept in '${store}', and the table of sessions is not there.`,
    hint: "Add `sessionsApp` to `apps`, or keep sessions elsewhere: `sessions: { store: 'cookie:' }`.",
  },
  NO_ENCRYPTION: {
    status: null,
    message: ({ store }: { store: string }) => `Sessions in '${store}' cannot be encrypted.`,
    hint: "`encrypt` is for 'cookie:'; elsewhere sessions do not leave the server.",
  },
})
