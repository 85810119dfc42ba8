import { defineErrors, NuagesError } from '../errors/index.ts'

/** A signed text that was not signed with this key and salt, or was changed since. Django's `BadSignature`. */
export class BadSignature extends NuagesError {}

/** A signed text that is genuine but older than was asked for. Django's `SignatureExpired`. */
export class SignatureExpired extends BadSignature {}

export const signingErrors = defineErrors('SIGNING', {
  BAD_SIGNATURE: {
    status: 400,
    message: ({ reason }: { reason: string }) => `The signature does not hold: ${reason}.`,
    hint: 'Treat the value as written by a stranger: ask for a new one.',
    as: BadSignature,
  },
  EXPIRED: {
    status: 400,
    message: ({ age, maxAge }: { age: number; maxAge: number }) =>
      `The signature is ${age} seconds old, and at most ${maxAge} are accepted.`,
    hint: 'Make a new link or token, or raise `maxAge`.',
    as: SignatureExpired,
  },
  CANNOT_DECRYPT: {
    status: 400,
    message: ({ reason }: { reason: string }) => `The text cannot be decrypted: ${reason}.`,
    hint: 'Check that SECRET_KEY is the one it was encrypted with, or name that one among the keys of the past; else ask for a new one.',
    as: BadSignature,
  },
  BAD_SEPARATOR: {
    status: null,
    message: ({ separator }: { separator: string }) => `A signer cannot use '${separator}' as its separator.`,
    hint: 'Use a separator that is not empty and has a character other than letters, digits, `-`, `_` and `=`.',
  },
  NO_KEY: {
    status: null,
    message: () => 'A signer needs a secret key, and the one it got is empty.',
    hint: 'Set SECRET_KEY to a long random text.',
  },
  NOT_JSON: {
    status: null,
    message: ({ type }: { type: string }) =>
      `A value of type ${type} cannot be written as JSON, so it cannot be signed.`,
    hint: 'Sign plain data: text, numbers, booleans, null, lists and objects of these.',
  },
  BAD_NUMBER: {
    status: 400,
    message: ({ base }: { base: number }) => `The text is not a number in base ${base}.`,
    hint: 'Check that the text was not cut or changed on its way.',
  },
  BAD_BASE64: {
    status: 400,
    message: () => 'The text is not base64: its length is impossible.',
    hint: 'Check that the text was not cut on its way.',
  },
})
