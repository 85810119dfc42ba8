import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  countCharacters,
  fillMessage,
  gettextNoop,
  type Issue,
  issue,
  type Label,
  ngettextNoop,
} from '../../../base/schema/index.ts'
import { gettext, gettextLazy, LazyText } from '../../../web/i18n/index.ts'
import { longestPassword } from './acceptable.ts'

/** An objection; null where there is none; 'unchecked' where that could not be found out, and the password is taken. */
export type RuleAnswer = Issue | null | 'unchecked'

/** Something that a new password must not be. Gives an issue, or null where it has no objection. */
export interface PasswordRule {
  readonly name: string
  check(password: string, user: Readonly<Record<string, unknown>> | null): RuleAnswer | Promise<RuleAnswer>
  /** It asks another server: only about passwords that no other rule objects to. */
  readonly remote?: boolean
  /** What to tell people before they choose. */
  readonly help: Label
}

/** At least `length` characters. Code 'password_too_short'. */
export function minimumLength(length = 8): PasswordRule {
  return {
    name: 'minimumLength',
    check(password) {
      if (countCharacters(password) >= length) return null
      const texts = ngettextNoop(
        'This password is too short. It must contain at least %(min_length)d character.',
        'This password is too short. It must contain at least %(min_length)d characters.',
      )
      return issue({ ...texts, count: length }, 'password_too_short', { min_length: length })
    },
    help: new LazyText((locale) =>
      fillMessage(
        locale.ngettext('At least %(min_length)d character.', 'At least %(min_length)d characters.', length),
        { min_length: length },
      ),
    ),
  }
}

/** At most `length` characters, as hashing takes no more. Code 'password_too_long'. */
export function maximumLength(length = longestPassword): PasswordRule {
  return {
    name: 'maximumLength',
    check(password) {
      if (password.length <= length) return null
      const text = gettextNoop('This password is too long. It must contain at most %(max_length)d characters.')
      return issue(text, 'password_too_long', { max_length: length })
    },
    help: new LazyText((locale) =>
      fillMessage(locale.gettext('At most %(max_length)d characters.'), { max_length: length }),
    ),
  }
}

/** Decimal digits, and what Unicode calls digits beside them (raised, lowered, in circles and brackets): Python's `isdigit`. */
const digits =
  /^[\p{Nd}\u00b2\u00b3\u00b9\u1369-\u1371\u19da\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468\u2474-\u247c\u2488-\u2490\u24ea\u24f5-\u24fd\u24ff\u2776-\u277e\u2780-\u2788\u278a-\u2792\u{10a40}-\u{10a43}\u{10e60}-\u{10e68}\u{11052}-\u{1105a}\u{1f100}-\u{1f10a}]+$/u

/** Not digits only. Code 'password_entirely_numeric'. */
export function notNumeric(): PasswordRule {
  return {
    name: 'notNumeric',
    check: (password) =>
      digits.test(password)
        ? issue(gettextNoop('This password is entirely numeric.'), 'password_entirely_numeric')
        : null,
    help: gettextLazy('Not digits alone.'),
  }
}

const listPath = join(import.meta.dirname, '../../../../assets/auth/common-passwords.txt')
let commonList: Promise<ReadonlySet<string>> | undefined

async function readCommonList(): Promise<ReadonlySet<string>> {
  const text = await readFile(listPath, 'utf8')
  return new Set(text.split('\n').filter((line) => line !== '' && !line.startsWith('# ')))
}

/** Not among the 20,000 that are tried first. The list is read once, when it is first needed. Code 'password_too_common'. */
export function notCommon(list?: Iterable<string>): PasswordRule {
  const own = list === undefined ? null : new Set(list)
  return {
    name: 'notCommon',
    async check(password) {
      const common = own ?? (await (commonList ??= readCommonList()))
      return common.has(password.toLowerCase().trim())
        ? issue(gettextNoop('This password is too common.'), 'password_too_common')
        : null
    },
    help: gettextLazy('Not one of the passwords that everybody uses.'),
  }
}

/** How alike two texts are by the characters that they share, from 0 to 1 (an upper bound of difflib's ratio). */
function sharedCharacters(a: string, b: string): number {
  const counts = new Map<string, number>()
  const [left, right] = [[...a], [...b]]
  if (left.length + right.length === 0) return 1
  for (const character of right) counts.set(character, (counts.get(character) ?? 0) + 1)
  let shared = 0
  for (const character of left) {
    const rest = counts.get(character) ?? 0
    if (rest > 0) shared++
    counts.set(character, rest - 1)
  }
  return (2 * shared) / (left.length + right.length)
}

/** 'firstName' and 'first_name' as 'first name'. */
function humanName(property: string): string {
  return property
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase()
}

export interface SimilarityOptions {
  readonly attributes?: readonly string[]
  /** From 0.1 to 1: above it a password is too alike. */
  readonly most?: number
}

/** Not like the user's name, e-mail address or a part of these. Code 'password_too_similar'. */
export function notSimilarToUser(options: SimilarityOptions = {}): PasswordRule {
  const { attributes = ['username', 'firstName', 'lastName', 'email'], most = 0.7 } = options
  return {
    name: 'notSimilarToUser',
    check(password, user) {
      if (user === null) return null
      const given = password.toLowerCase()
      const length = countCharacters(given)
      for (const attribute of attributes) {
        const value = user[attribute]
        if (typeof value !== 'string' || value === '') continue
        const whole = value.toLowerCase()
        for (const part of [...whole.split(/[^\p{L}\p{N}_]+/u), whole]) {
          const size = countCharacters(part)
          if (length >= 10 * size && size < (most / 2) * length) continue
          if (sharedCharacters(given, part) < most) continue
          const name = gettext(humanName(attribute))
          return issue(gettextNoop('The password is too similar to the %(verbose_name)s.'), 'password_too_similar', {
            verbose_name: name,
          })
        }
      }
      return null
    },
    help: gettextLazy('Not like your name or address.'),
  }
}
