import { gettextNoop, type Issue, issue, type Label } from '../../../base/schema/index.ts'
import { gettextLazy } from '../../../web/i18n/index.ts'

/** Something that the name of a new user must not be. Gives an issue, or null where it has no objection. */
export interface UsernameRule {
  readonly name: string
  check(username: string): Issue | null
  /** What to tell people before they choose. */
  readonly help: Label
}

/** Alphabets with letters that look like those of another one of them. */
const lookalikes = Object.freeze({
  Latin: /\p{Script=Latin}/u,
  Cyrillic: /\p{Script=Cyrillic}/u,
  Greek: /\p{Script=Greek}/u,
  Armenian: /\p{Script=Armenian}/u,
  Cherokee: /\p{Script=Cherokee}/u,
  Coptic: /\p{Script=Coptic}/u,
  Lisu: /\p{Script=Lisu}/u,
})

/**
 * Not letters of two alphabets that look alike: 'аda' with a Cyrillic а is not taken for 'ada'. Other scripts may stand beside Latin, as they
 * do in Japanese names. A name wholly in one alphabet is taken, whatever it looks like. Code 'username_mixed_alphabets'.
 * https://www.unicode.org/reports/tr39/#Restriction_Level_Detection
 */
export function oneAlphabet(): UsernameRule {
  return {
    name: 'oneAlphabet',
    check(username) {
      const found = Object.values(lookalikes).filter((letters) => letters.test(username))
      return found.length < 2
        ? null
        : issue(
            gettextNoop('A user name has letters of one alphabet: these are of two that look alike.'),
            'username_mixed_alphabets',
          )
    },
    help: gettextLazy('Letters of one alphabet.'),
  }
}

/** No '@': where people also log in with their e-mail address, nobody's name is somebody else's address. Code 'username_address'. */
export function noAddress(): UsernameRule {
  return {
    name: 'noAddress',
    check: (username) =>
      username.includes('@')
        ? issue(gettextNoop('A user name is no e-mail address here: leave the @ out.'), 'username_address')
        : null,
    help: gettextLazy('No @ in it.'),
  }
}
