import { defineErrors, NuagesError } from '../errors/index.ts'

/** A path or a file's name from outside that must not be used. Django's `SuspiciousFileOperation`. */
export class SuspiciousFileOperation extends NuagesError {}

export const textErrors = defineErrors('TEXT', {
  OUTSIDE_DIRECTORY: {
    status: 400,
    message: ({ base, path }: { base: string; path: string }) =>
      `The path ${JSON.stringify(path)} leads out of the directory '${base}'.`,
    hint: "Give a relative path without '..', or check it before: it may come from somebody who tries what can be read.",
    as: SuspiciousFileOperation,
  },
  NO_FILENAME: {
    status: 400,
    message: ({ name }: { name: string }) => `Nothing of ${JSON.stringify(name.slice(0, 100))} can be a file's name.`,
    hint: "Ask for a name with letters or digits, or choose one ('upload').",
    as: SuspiciousFileOperation,
  },
  NO_VALUE: {
    status: 500,
    message: ({ key }: { key: string }) => `The parameter '${key}' of an address is null or undefined.`,
    hint: "Leave the parameter out, or give '' for one that is empty.",
  },
  BAD_PLACEHOLDER: {
    status: 500,
    message: ({ format, reason }: { format: string; reason: string }) =>
      `The text ${JSON.stringify(format.slice(0, 200))} cannot be filled in: ${reason}.`,
    hint: 'Write {}, {0} or {name} for a value that is given, and {{ or }} for a brace.',
  },
})
