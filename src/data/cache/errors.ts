import { defineErrors } from '../../base/errors/index.ts'

export const cacheErrors = defineErrors('CACHE', {
  KEY: {
    status: null,
    message: ({ key, problem }: { key: string; problem: string }) =>
      `The key ${JSON.stringify(key.length > 80 ? `${key.slice(0, 80)}…` : key)} cannot be used: ${problem}.`,
    hint: 'A key is a text of 1 to 250 characters without control characters; put a digest in the place of what is longer.',
  },
  NAME: {
    status: null,
    message: ({ what, name }: { what: string; name: string }) =>
      `${JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name)} is no name of a ${what}.`,
    hint: 'A namespace is letters, digits, dots, dashes and underscores, and begins with a letter; a tag is a text of 1 to 100 characters without control characters.',
  },
  TIMEOUT: {
    status: null,
    message: ({ name, given }: { name: string; given: string }) =>
      `The option '${name}' of a cache is ${given}, which is no number of seconds.`,
    hint: 'Write seconds; `timeout: null` keeps an entry for ever, 0 does not keep it.',
  },
  VALUE: {
    status: null,
    message: ({ key, at, problem }: { key: string; at: string; problem: string }) =>
      `The value for '${key}' cannot be kept: ${at === '' ? 'it' : `'${at}' in it`} ${problem}.`,
    hint: 'Keep plain data: what JSON can hold, Date, bigint, Map, Set, Uint8Array; of a row its `toJSON()` or its key.',
  },
  MISSING: {
    status: null,
    message: ({ key }: { key: string }) => `There is nothing in the cache under '${key}'.`,
    hint: 'Set it first, or give `incr` an `initial` number to begin with.',
  },
  NOT_INTEGER: {
    status: null,
    message: ({ key }: { key: string }) =>
      `What is kept under '${key}' is no whole number without tags, or would pass what a number holds.`,
    hint: 'Count under a key that holds nothing else; from -(2^53 - 1) to 2^53 - 1.',
  },
  CORRUPT: {
    status: null,
    message: () => 'An entry of the cache cannot be read.',
    hint: 'It is taken for a miss and logged: something else writes under the prefix of the cache, or another version of the program did.',
  },
  AWAY: {
    status: 503,
    message: ({ cache, operation }: { cache: string; operation: string }) =>
      `The cache '${cache}' does not answer, and '${operation}' has no answer without it.`,
    hint: 'See that its server runs; reads are misses until then, and what was to be set is dropped.',
  },
  CONTENDED: {
    status: 503,
    message: ({ key }: { key: string }) => `'${key}' was changed by others each time that it was to be updated.`,
    hint: 'Try again later; a key that many processes update all the time is better counted with `incr`.',
  },
  CIRCLE: {
    status: null,
    message: ({ key }: { key: string }) => `What makes the value of '${key}' asks the cache to remember '${key}'.`,
    hint: 'It would wait for itself for ever: call what makes the value, or remember the part under a key of its own.',
  },
  BAD_URL: {
    status: null,
    message: ({ cache, problem }: { cache: string; problem: string }) =>
      `The address of the cache '${cache}' cannot be used: ${problem}.`,
    hint: "Write 'memory:64mb', 'database:', 'redis://host:6379/0' or 'dummy:'.",
  },
  UNKNOWN_CACHE: {
    status: null,
    message: ({ name, known }: { name: string; known: readonly string[] }) =>
      `The project has no cache '${name}'; it has ${known.join(', ')}.`,
    hint: "Name it in `defineProject({ cache: { default: 'memory:', other: … } })`.",
  },
  NO_APP: {
    status: null,
    message: ({ cache }: { cache: string }) =>
      `The cache '${cache}' is to be kept in the database, but the project does not have the app with its table.`,
    hint: 'Add `cacheApp` of nuages/cache to `apps`, and run `nuages migrate`.',
  },
})
