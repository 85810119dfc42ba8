import { defineErrors } from '../errors/index.ts'

export const timeErrors = defineErrors('TIME', {
  UNKNOWN_ZONE: {
    status: null,
    message: ({ zone }: { zone: string }) => `There is no time zone '${zone}'.`,
    hint: "Use an IANA name ('Europe/Paris'), 'UTC', or an offset ('+05:30').",
  },
  WRONG_FORMAT: {
    status: null,
    message: ({ format, character, missing }: { format: string; character: string; missing: string }) =>
      `The format '${format}' asks for '${character}', and the value has no ${missing}.`,
    hint: 'Leave the character out, or put a backslash before it where it is meant as a letter.',
  },
  OUT_OF_RANGE: {
    status: 400,
    message: ({ text, kind }: { text: string; kind: string }) =>
      `'${text}' reads like a ${kind}, but there is no such ${kind}.`,
    hint: 'Give a day that the month has, hours to 23, and minutes and seconds to 59.',
  },
})
