import { defineErrors } from '../../base/errors/index.ts'

export const scaffoldErrors = defineErrors('SCAFFOLD', {
  NOT_EMPTY: {
    status: null,
    message: ({ dir }: { dir: string }) => `The folder ${dir} already holds files; nothing was written.`,
    hint: 'Choose a folder that does not exist yet, or an empty one.',
  },
  BAD_NAME: {
    status: null,
    message: ({ name }: { name: string }) => `'${name}' cannot be the name of a project.`,
    hint: 'Use lower-case letters, digits, hyphens and underscores, and begin with a letter: my-site.',
  },
})
