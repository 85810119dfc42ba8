import { defineErrors } from '../../base/errors/index.ts'

export const mediaErrors = defineErrors('MEDIA', {
  BAD_SIGNATURE: {
    status: 403,
    message: () => 'The address of this file is not signed, or not with this signature.',
    hint: "Take the address that the storage's signedUrl() gives, unchanged.",
  },
  EXPIRED: {
    status: 403,
    message: () => 'The address of this file has expired.',
    hint: 'Ask for a new one, or sign with a longer expiry.',
  },
  BAD_PREFIX: {
    status: null,
    message: ({ prefix }: { prefix: string }) => `'${prefix}' is no place for files on this site.`,
    hint: "Begin and end it with '/': '/media/'.",
  },
})
