import { defineErrors } from '../errors/index.ts'

export const timeErrors = defineErrors('TIME', {
  UNKNOWN_ZONE: {
    status: null,
    message: ({ zone }: { zone: string }) => `There is no time zone '${zone}'.`,
    hint: "Use an IANA name ('Europe/Paris'), 'UTC', or an offset ('+05:30').",
  },
  WRONG_FORMAT: {
    status: null,
    message: ({ format, character }: { format: string; character: string }) =>
      `The format '${format}' asks a time of day for '${character}', which only a date has.`,
    hint: 'Use the characters for hours, minutes and seconds only, or give a date.',
  },
  OUT_OF_RANGE: {
    status: 400,
    message: ({ text, kind }: { text: string; kind: string }) =>
      `'${text}' reads like a ${kind}, but there is no such ${kind}.`,
    hint: 'Give a day that the month has, hours to 23, and minutes and seconds to 59.',
  },
})
