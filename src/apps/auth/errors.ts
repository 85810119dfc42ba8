import { defineErrors } from '../../base/errors/index.ts'

export const authErrors = defineErrors('AUTH', {
  BAD_SALT: {
    status: null,
    message: ({ algorithm }: { algorithm: string }) => `The salt cannot be used with ${algorithm}.`,
    hint: 'Let `hashPassword` choose the salt; one of your own must not be empty or contain `$`.',
  },
  BAD_HASH: {
    status: null,
    message: ({ algorithm }: { algorithm: string }) =>
      `A stored password begins like ${algorithm} but is not well formed.`,
    hint: 'Restore the column `password` of that user, or set a new password.',
  },
  UNKNOWN_HASH: {
    status: null,
    message: ({ algorithm }: { algorithm: string | null }) =>
      algorithm === null
        ? 'A stored password is of no known form.'
        : `A stored password is of the form ${algorithm}, which no hasher here reads.`,
    hint: 'Add the hasher to `new Passwords([...])`; md5 and sha1 are in `weakHashers`, bcrypt is not supported yet.',
  },
  NO_HASHERS: {
    status: null,
    message: () => 'The list of password hashers is empty.',
    hint: 'Leave the list out, or begin it with the hasher that is to write new passwords.',
  },
  NOBODY_PENDING: {
    status: 403,
    message: () => 'Nobody is logging in here, or it took too long.',
    hint: 'Send the visitor to the log-in page again.',
  },
  MAY_NOT_IMPERSONATE: {
    status: 403,
    message: ({ user }: { user: string }) => `Nobody may act as the user ${user} here.`,
    hint: 'Superusers may act as everybody who is neither staff nor superuser, unless `auth.impersonation` of the project says otherwise; not while they act as somebody already.',
  },
})
