import { defineErrors } from '../../base/errors/index.ts'

export const staticErrors = defineErrors('STATIC', {
  MISSING_REFERENCES: {
    status: null,
    message: ({ lines }: { lines: readonly string[] }) =>
      `Static files name others that are not there:\n${lines.slice(0, 20).join('\n')}${lines.length > 20 ? `\nand ${lines.length - 20} more` : ''}`,
    hint: 'Add those files or take the references out; --lenient leaves them as they are. Nothing was written.',
  },
  BAD_ROOT: {
    status: null,
    message: ({ root, reason }: { root: string; reason: string }) =>
      `Static files cannot be collected into ${root}: ${reason}.`,
    hint: 'Name a folder of its own with `static: { root }` in nuages.config.ts.',
  },
  NOT_OURS: {
    status: null,
    message: ({ root, file }: { root: string; file: string }) =>
      `${root} holds files that collectstatic did not write ('${file}'); nothing was changed.`,
    hint: 'Choose another folder with `static: { root }`, or empty this one.',
  },
  UNREADABLE: {
    status: null,
    message: ({ file, reason }: { file: string; reason: string }) =>
      `The static file ${file} cannot be read: ${reason}.`,
    hint: 'Give this user the right to read it, or leave it out with --ignore.',
  },
  UNWRITABLE: {
    status: null,
    message: ({ file, reason }: { file: string; reason: string }) => `${file} cannot be written: ${reason}.`,
    hint: 'Make room or give this user the right to write there; the files that are there can be served on.',
  },
})
