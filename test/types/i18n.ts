/** Promises of `nuages/i18n` to the compiler. */
import {
  gettext,
  type MessageContext,
  type MessageId,
  type MessageIn,
  npgettext,
  type PluralId,
  type PluralIn,
  type PluralOf,
  pgettext,
} from '../../src/web/i18n/index.ts'

// Nobody registered messages here: every text is one.
const anything: string = 'any text'
gettext(anything)
pgettext('any context', anything)
npgettext('any context', anything, `${anything}s`, 3n)
// @ts-expect-error: a message is a text
gettext(3)

interface Registered {
  'Good evening': null
  '%(count)s book': '%(count)s books'
  /** With and without plural forms. */
  both: 'boths' | null
  'month\u0004May': null
  'verb\u0004May': null
  'sea\u0004wave': 'waves'
}

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const holds = <T extends true>(): T | undefined => undefined

holds<Equal<MessageId<Registered>, 'Good evening' | 'both'>>()
holds<Equal<PluralId<Registered>, '%(count)s book' | 'both'>>()
holds<Equal<PluralOf<'%(count)s book', Registered>, '%(count)s books'>>()
holds<Equal<PluralOf<'both', Registered>, 'boths'>>()
holds<Equal<MessageContext<Registered>, 'month' | 'verb' | 'sea'>>()
holds<Equal<MessageIn<'month', Registered>, 'May'>>()
holds<Equal<PluralIn<'sea', Registered>, 'wave'>>()
holds<Equal<PluralIn<'month', Registered>, never>>()
holds<Equal<MessageId, string>>()
holds<Equal<PluralOf<string>, string>>()
