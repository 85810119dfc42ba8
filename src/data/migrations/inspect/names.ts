import { KeyedModel } from '../../orm/index.ts'
import { snakeCase } from '../tables/names.ts'

/** Names that mean something else in a file of models. */
const takenClasses = new Set(
  `Array ArrayBuffer BigInt Boolean Date Error Function Infinity Intl Iterator JSON Map Math NaN Number Object Promise Proxy
  Reflect RegExp Set String Symbol Uint8Array WeakMap WeakRef Model KeyedModel F Q Value Now Func Cast Abs Ceil Coalesce Concat Floor
  Greatest Least Length Lower LTrim MD5 NullIf Replace Reverse Round RTrim Sqrt Substr Trim Upper field meta`.split(
    /\s+/,
  ),
)

/** Words that no expression may be followed by: a class's property of that name would be read on from the line above. */
const operators = new Set(['in', 'instanceof'])

/** The words of a name, whatever it is written like: 'news_article', 'NewsArticle', 'news article'. */
function wordsOf(name: string): string[] {
  return name
    .normalize('NFC')
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .split(/[^\p{ID_Continue}]+|_+/u)
    .filter((word) => word !== '')
}

const capital = (word: string) => {
  const [first = '', ...rest] = word
  return first.toUpperCase() + rest.join('')
}

/** 'news_article' is `NewsArticle`: Django's rule. What `taken` has gets a number. */
export function classNameOf(table: string, taken: ReadonlySet<string>): string {
  const words = wordsOf(table).map((word) =>
    capital(word === word.toUpperCase() && word.length > 1 ? word.toLowerCase() : word),
  )
  const joined = words.join('')
  const name = joined === '' ? 'Table' : /^\p{ID_Start}/u.test(joined) ? joined : `Table${joined}`
  const free = takenClasses.has(name) ? `${name}Model` : name
  // Labels of models do not tell capitals from small letters.
  return numbered(free, (each) => taken.has(each.toLowerCase()))
}

/** 'is_staff' is `isStaff`, 'CustomerID' is `customerId`. */
export function propertyNameOf(column: string): string {
  const [first = 'column', ...rest] = wordsOf(column).map((word) => word.toLowerCase())
  const name = first + rest.map(capital).join('')
  const begun = /^\p{ID_Start}/u.test(name) ? name : `number${capital(name)}`
  return begun in KeyedModel.prototype || operators.has(begun) ? `${begun}Value` : begun
}

/** 'author_id' and 'authorId' hold the key of an `author`. */
export function relationNameOf(column: string): string {
  return propertyNameOf(column.replace(/(?<=[\p{L}\p{N}])_id$|(?<=\p{Ll})I[dD]$/u, ''))
}

/** The property's own column: where it is another one, the field says it. */
export function columnOf(property: string, isRelation: boolean): string {
  return snakeCase(property) + (isRelation ? '_id' : '')
}

/** The name itself, or with the first number from 2 that makes it free. */
export function numbered(name: string, isTaken: (name: string) => boolean): string {
  if (!isTaken(name)) return name
  for (let number = 2; ; number++) if (!isTaken(`${name}${number}`)) return `${name}${number}`
}

const plurals = /(?:people|children|men|data|media|info)$/i

/** More than one of a thing, as English mostly has it. What ends like a plural is left as it is. */
export function pluralOf(name: string): string {
  if (plurals.test(name)) return name
  if (/(?:[^s]|^)s$/.test(name) && !/(?:us|is|as)$/.test(name)) return name
  if (/[^aeiou]y$/.test(name)) return `${name.slice(0, -1)}ies`
  return /(?:s|x|z|ch|sh)$/.test(name) ? `${name}es` : `${name}s`
}
