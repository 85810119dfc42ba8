import { defineErrors } from '../../base/errors/index.ts'

export const i18nErrors = defineErrors('I18N', {
  BROKEN_CATALOG: {
    status: 500,
    message: ({ file, line, reason }: { file: string; line: number | null; reason: string }) =>
      `${file}${line === null ? '' : `, line ${line}`}: ${reason}.`,
    hint: 'Correct the .po file there, or compile it again where a .mo file is broken.',
  },
  PLURAL_FORMS: {
    status: 500,
    message: ({ file, header, reason }: { file: string; header: string; reason: string }) =>
      `${file}: the plural forms '${header}' are not valid: ${reason}.`,
    hint: "Write the header 'Plural-Forms: nplurals=2; plural=(n != 1);' with the number of forms and the C expression of the language.",
  },
  UNKNOWN_LANGUAGE: {
    status: 500,
    message: ({ language, suggestion }: { language: string; suggestion: string }) =>
      `The settings name the language '${language}', which does not exist${suggestion}.`,
    hint: "Use Django's language codes, in lower case with hyphens ('pt-br', 'zh-hans'), or add a catalog for a language of your own.",
  },
  DEFAULT_NOT_OFFERED: {
    status: 500,
    message: ({ language, languages }: { language: string; languages: readonly string[] }) =>
      `The default language '${language}' is not among the languages of the settings (${languages.join(', ') || 'none'}).`,
    hint: 'Add it to `languages`, or make one of them the default.',
  },
  NO_SUCH_LANGUAGE: {
    status: 500,
    message: ({ code }: { code: string }) => `'${code}' is the code of no language.`,
    hint: "Give the code of a language, in lower case with hyphens: 'de', 'pt-br', 'zh-hans'.",
  },
})
