import { defineErrors } from '../../base/errors/index.ts'

export const catalogsErrors = defineErrors('CATALOGS', {
  BROKEN_CATALOG: {
    status: null,
    message: ({ file, line, reason }: { file: string; line: number; reason: string }) => `${file}:${line}: ${reason}.`,
    hint: 'Correct the file there; nothing was written to it.',
  },
  UNREADABLE: {
    status: null,
    message: ({ file, reason }: { file: string; reason: string }) => `${file} cannot be read: ${reason}.`,
    hint: 'Give this user the right to read it, or leave it out with --ignore.',
  },
  UNWRITABLE: {
    status: null,
    message: ({ file, reason }: { file: string; reason: string }) => `${file} cannot be written: ${reason}.`,
    hint: 'Make room or give this user the right to write there; what the file held before is there still.',
  },
  WRONG_LANGUAGE: {
    status: null,
    message: ({ language, suggestion }: { language: string; suggestion: string }) =>
      `'${language}' is no code of a language${suggestion}.`,
    hint: "Write 'de', 'pt-br' or 'zh-hans'; the folder is called de, pt_BR, zh_Hans.",
  },
  NO_LANGUAGE: {
    status: null,
    message: () => 'No language was named.',
    hint: 'Name it with -l (nuages makemessages -l de), or take those that are there with --all.',
  },
  WRONG_DOMAIN: {
    status: null,
    message: ({ domain }: { domain: string }) => `'${domain}' cannot be the name of a domain.`,
    hint: "Use letters, digits, '-', '_' and dots, and begin with a letter: messages.",
  },
  NO_CATALOGS: {
    status: null,
    message: ({ languages }: { languages: string }) => `There are no catalogs${languages} to compile.`,
    hint: 'Make them with nuages makemessages -l de; they lie in locale/de/LC_MESSAGES/ of the project and its apps.',
  },
})
