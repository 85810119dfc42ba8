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
    hint: 'Add the hasher to `new Passwords([...])`; md5 and sha1 are in `weakHashers`.',
  },
  HASH_TOO_COSTLY: {
    status: null,
    message: ({ algorithm }: { algorithm: string }) =>
      `A stored password of the form ${algorithm} asks for more memory or time than any honest one does.`,
    hint: 'Look where it came from. Its owner needs a new password; a hasher that writes such costs itself also reads them.',
  },
  BAD_PASSWORD: {
    status: 422,
    message: ({ problem }: { problem: string }) => `A password ${problem}.`,
    hint: 'Hold passwords against `validatePassword` before they are hashed: it says so to the user.',
  },
  BUSY: {
    status: 503,
    message: (_: { retryAfter: number; answerHeaders: Readonly<Record<string, string>> }) =>
      'More passwords wait to be checked than can be in a reasonable time.',
    hint: 'Come again later. More processes, or `auth: { passwords: { queue } }`, take more.',
  },
  THROTTLED: {
    status: 429,
    message: ({ retryAfter }: { retryAfter: number; answerHeaders: Readonly<Record<string, string>> }) =>
      `Too many attempts to log in: the next one is looked at in ${retryAfter} seconds.`,
    hint: 'Come again then (`Retry-After`). `auth: { throttle }` says how many attempts are free.',
  },
  THROTTLE_RULE: {
    status: null,
    message: ({ name }: { name: string }) => `The rule '${name}' for attempts to log in cannot be counted.`,
    hint: 'Give `free` (a whole number from 1), `first`, `most` (from `first` to 86400) and `forgive`, in seconds.',
  },
  BACKENDS: {
    status: null,
    message: ({ names }: { names: string }) => `The list of backends is empty, or two have the same name: ${names}.`,
    hint: 'Give each backend in `auth: { backends }` a name of its own: sessions remember it.',
  },
  NO_HASHERS: {
    status: null,
    message: () => 'The list of password hashers is empty.',
    hint: 'Leave the list out, or begin it with the hasher that is to write new passwords.',
  },
  MAY_NOT_LOG_IN: {
    status: 403,
    message: () => 'This user may not log in: the account is not active.',
    hint: 'Check `isActive` before calling `signIn`, and answer as for wrong credentials.',
  },
  NOT_LOGGED_IN: {
    status: 401,
    message: () => 'Nobody is logged in here.',
    hint: 'Log in, or send a token.',
  },
  UNKNOWN_PERMISSION: {
    status: null,
    message: ({ permission, of, hint }: { permission: string; of: string; hint: string }) =>
      `There is no permission '${permission}' of ${of}${hint}.`,
    hint: "Write 'app.action_model': one of its `defaultPermissions`, a codename of `meta.permissions`, or an action that has a rule.",
  },
  RULE_OF_ADDING: {
    status: null,
    message: ({ model }: { model: string }) =>
      `A rule for 'add' on ${model}: there is no row yet that it could be about.`,
    hint: "Ask for the permission ('app.add_model'), or add the row in `atomic` and ask for another action on it before it ends.",
  },
  RULE_GAVE: {
    status: null,
    message: ({ model, action }: { model: string; action: string }) =>
      `The rule for '${action}' on ${model} did not give a queryset of ${model}.`,
    hint: 'Return a filter of the rows that the function is given, and do not make it `async`.',
  },
  RULE_OF_NO_FIELD: {
    status: null,
    message: ({ model, field, hint }: { model: string; field: string; hint: string }) =>
      `A field rule of ${model} names '${field}', which is no field of it${hint}.`,
    hint: 'Name columns and many-to-many fields of the model itself.',
  },
  RULE_WITHOUT_PARAMETER: {
    status: null,
    message: ({ view, param, known }: { view: string; param: string; known: readonly string[] }) =>
      `${view} finds its row by the parameter '${param}', and its route has ${known.length === 0 ? 'none' : known.map((each) => `'${each}'`).join(', ')}.`,
    hint: "Say which parameter of the route names the row: `{ param: 'pk' }`, or `{ param: 'slug', by: 'slug' }`.",
  },
  NOT_A_RULE: {
    status: null,
    message: ({ given }: { given: string }) => `The list of an app's rules holds something that is no rule (${given}).`,
    hint: 'Make each with `rule(Model, action, (user, rows) => rows.filter(…))` or `fieldRules(Model, { hidden, readOnly })`.',
  },
  NOBODY_PENDING: {
    status: 403,
    message: () => 'Nobody is logging in here, or it took too long.',
    hint: 'Send the visitor to the log-in page again.',
  },
  NOT_IN_PERSON: {
    status: 403,
    message: () => 'Only whoever is logged in can show who they are: nobody else for them, and no token.',
    hint: 'Be yourself again (`stopImpersonating`), or ask with the session alone.',
  },
  MAY_NOT_IMPERSONATE: {
    status: 403,
    message: ({ user }: { user: string }) => `Nobody may act as the user ${user} here.`,
    hint: 'Superusers may act as everybody who is neither staff nor superuser, unless `auth.impersonation` of the project says otherwise; not while they act as somebody already.',
  },
})
