import { defineErrors, didYouMean } from '../../base/errors/index.ts'

export const languagesErrors = defineErrors('LANGUAGES', {
  DEFAULT_NOT_OFFERED: {
    status: null,
    message: ({ language, offered }: { language: string; offered: readonly string[] }) =>
      `The default language '${language}' is none of the languages that are offered: ${offered.join(', ')}${didYouMean(language, offered)}.`,
    hint: 'Add it to `languages`, or make one of those the default.',
  },
  UNKNOWN_TIME_ZONE: {
    status: null,
    message: ({ zone }: { zone: string }) => `There is no time zone '${zone}'.`,
    hint: "Write its IANA name: 'Europe/Paris', 'Asia/Riyadh', 'UTC'.",
  },
})
