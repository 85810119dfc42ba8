import { defineErrors, didYouMean } from '../../base/errors/index.ts'

export const projectErrors = defineErrors('PROJECT', {
  BAD_LABEL: {
    status: null,
    message: ({ label }: { label: string }) => `'${label}' cannot be the label of an app.`,
    hint: 'Use lower-case letters, digits and single underscores, and begin with a letter: newsroom.',
  },
  DUPLICATE_LABEL: {
    status: null,
    message: ({ label }: { label: string }) => `Two apps of the project have the label '${label}'.`,
    hint: 'Give one of them another label; tables and migrations are named after it.',
  },
  NO_CONFIGURATION: {
    status: null,
    message: ({ dir }: { dir: string }) => `There is no nuages.config.ts in ${dir} or in a folder above it.`,
    hint: 'Run the command in the folder of a project, or make one with `npm create nuages`.',
  },
  BAD_CONFIGURATION: {
    status: null,
    message: ({ file }: { file: string }) => `${file} exports no project.`,
    hint: 'End it with `export default defineProject({ apps: [ … ] })`.',
  },
  UNKNOWN_OPTION: {
    status: null,
    message: ({ option, known }: { option: string; known: readonly string[] }) =>
      `\`defineProject\` has no option '${option}'${didYouMean(option, known)}.`,
    hint: 'Correct its name in nuages.config.ts, or leave it out: nothing would look at it.',
  },
  OPTION_WITHOUT_APP: {
    status: null,
    message: ({ option, app, from }: { option: string; app: string; from: string }) =>
      `The project has the option '${option}', but not the app that it is for: \`${app}\` of ${from}.`,
    hint: 'Add the app to `apps` in nuages.config.ts, or leave the option out: nothing would look at it.',
  },
  NO_DATABASE: {
    status: null,
    message: () => 'The project has no default database for production.',
    hint: "Set DATABASE_URL, or `databases: { default: 'sqlite:db.sqlite3' }` in nuages.config.ts.",
  },
  NO_ALLOWED_HOSTS: {
    status: null,
    message: () => 'ALLOWED_HOSTS is missing: production answers only to the host names that it names.',
    hint: 'Set ALLOWED_HOSTS=example.org in the environment, or `allowedHosts` in nuages.config.ts.',
  },
  UNAPPLIED_MIGRATIONS: {
    status: null,
    message: ({ note }: { note: string; unapplied: readonly { database: string; name: string }[] }) => note,
    hint: 'Production does not start on tables that its models do not fit. Migrate before a new version is started.',
  },
  BAD_SITE_URL: {
    status: null,
    message: ({ given }: { given: string }) => `\`siteUrl\` is '${given}', which is no scheme with a host alone.`,
    hint: "Write it like 'https://example.org', without a path.",
  },
})
