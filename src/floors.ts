/**
 * The house plan as a table: which folder lies on which floor, and which arrows run between batteries of one floor.
 * A file imports from lower floors freely, from its own floor only where an arrow says so, never upwards, and only a
 * battery's `index.ts`. `test/unit/floors.test.ts` reads every import and holds it against this table.
 */
export interface Floor {
  readonly folder: string
  /** Battery → the batteries of the same floor that it may import. */
  readonly batteries: Readonly<Record<string, readonly string[]>>
}

export const floors: readonly Floor[] = [
  {
    folder: 'base',
    batteries: {
      errors: [],
      context: ['errors', 'schema'],
      content: ['schema', 'text'],
      events: [],
      schema: ['errors'],
      settings: ['errors', 'context', 'log'],
      signing: ['errors', 'context', 'settings'],
      text: ['errors', 'schema'],
      time: ['errors'],
      log: ['errors', 'context'],
      checks: ['errors'],
    },
  },
  {
    folder: 'data',
    batteries: {
      query: [],
      drivers: ['query'],
      sql: ['query', 'drivers'],
      files: [],
      orm: ['query', 'drivers', 'sql', 'files'],
      migrations: ['query', 'drivers', 'sql', 'orm'],
      fixtures: ['query', 'drivers', 'sql', 'orm'],
      redis: [],
      // migrations: the table of caches in the database has one.
      cache: ['query', 'drivers', 'orm', 'migrations', 'redis'],
    },
  },
  {
    folder: 'web',
    batteries: {
      i18n: [],
      templates: ['i18n'],
      http: [],
      security: ['http'],
      // i18n: pages in several languages are kept apart.
      'page-cache': ['http', 'i18n'],
      media: ['http'],
      mail: [],
    },
  },
  {
    folder: 'apps',
    batteries: {
      forms: [],
      sessions: ['forms'],
      languages: [],
      tasks: [],
      messages: ['sessions'],
      views: ['forms', 'messages'],
      feeds: [],
      sitemaps: ['languages'],
      search: [],
      auth: ['sessions', 'forms'],
      // admin: it shows the table of events.
      accounts: ['auth', 'sessions', 'forms', 'messages', 'admin'],
      'second-factor': ['accounts', 'auth', 'sessions', 'forms', 'messages'],
      passkeys: ['accounts', 'auth', 'sessions', 'forms', 'messages', 'admin'],
      oauth: ['accounts', 'admin', 'auth', 'sessions', 'forms', 'messages'],
      passport: ['auth', 'sessions'],
      tokens: ['accounts', 'auth', 'sessions', 'forms', 'messages'],
      redirects: ['admin'],
      flatpages: ['admin', 'auth'],
      admin: ['auth', 'sessions', 'languages', 'forms', 'messages'],
    },
  },
  {
    folder: 'tools',
    batteries: {
      sources: [],
      debug: [],
      telemetry: [],
      project: ['sources', 'debug', 'telemetry'],
      testing: ['project'],
      shell: ['project'],
      scaffold: [],
      catalogs: ['project', 'sources'],
      static: ['project', 'sources'],
      cli: ['project', 'shell', 'scaffold', 'catalogs', 'static'],
    },
  },
]
