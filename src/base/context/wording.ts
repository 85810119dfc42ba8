import { type Service, service, tryUse } from './scope.ts'

/** How what knows no languages says its texts: pages of errors below the floor of translations. */
export interface Wording {
  /** The code of the language: 'pt-br'. */
  readonly code: string
  readonly rightToLeft: boolean
  /** The text in that language; itself where it has no translation. */
  gettext(message: string): string
}

/** The language in force, as a project provides it. */
export const wordingService: Service<() => Wording> = service<() => Wording>('language')

const plain: Wording = Object.freeze({ code: 'en', rightToLeft: false, gettext: (message: string) => message })

/** The wording in force here: English where no project provides one. */
export function wording(): Wording {
  return tryUse(wordingService)?.() ?? plain
}
