import { defineErrors } from '../../base/errors/index.ts'

export const secondFactorErrors = defineErrors('SECONDFACTOR', {
  BAD_BASE32: {
    status: 400,
    message: ({ reason }: { reason: string }) => `The text is not base32: ${reason}.`,
    hint: 'Base32 has the letters A to Z and the digits 2 to 7 (RFC 4648 §6).',
  },
  BAD_SETTINGS: {
    status: null,
    message: ({ what, value }: { what: string; value: string }) =>
      `One-time codes cannot be made with ${what} ${value}.`,
    hint: 'Use 6 to 8 digits, a period of 1 to 3600 whole seconds, a counter from 0, sha1, sha256 or sha512, and a secret of at least 128 bits.',
  },
  NOT_MOUNTED: {
    status: 500,
    message: ({ name }: { name: string }) => `The page '${name}' has no address in this project.`,
    hint: "Mount the pages: `path('account/two-step/', include(secondFactorUrls, { namespace: 'secondFactor' }))`.",
  },
  NEEDED: {
    status: 403,
    message: ({ url }: { url: string }) => `A second factor has to be shown first, at ${url}.`,
    hint: 'Send a code to that address, then ask again.',
  },
  BAD_OPTION: {
    status: null,
    message: ({ option, needs }: { option: string; needs: string }) => `\`secondFactor.${option}\` is not ${needs}.`,
    hint: 'Look the options up in docs/reference/second-factor.md.',
  },
})
