import { kindOf } from '../arguments.ts'
import { integerField, textField } from '../computed.ts'
import { ormErrors } from '../errors.ts'
import { type ExpressionRuntime, ValueExpression } from '../expressions.ts'
import { call, counting, several } from './arguments.ts'

/** Functions of texts. https://docs.djangoproject.com/en/stable/ref/models/database-functions/#text-functions */
const text = (name: string, ...of: unknown[]) => call(name, of, textField)

/** A text in small letters; SQLite knows those of ASCII. */
export function Lower(of: unknown): ExpressionRuntime {
  return text('lower', of)
}
/** A text in capitals; SQLite knows those of ASCII. */
export function Upper(of: unknown): ExpressionRuntime {
  return text('upper', of)
}
/** How many characters a text has. */
export function Length(of: unknown): ExpressionRuntime {
  return call('length', [of], integerField)
}
/** A text without spaces at its ends. */
export function Trim(of: unknown): ExpressionRuntime {
  return text('trim', of)
}
/** A text without spaces at its beginning. */
export function LTrim(of: unknown): ExpressionRuntime {
  return text('leftTrim', of)
}
/** A text without spaces at its end. */
export function RTrim(of: unknown): ExpressionRuntime {
  return text('rightTrim', of)
}
/** Texts one after the other; null counts as an empty one. */
export function Concat(...of: unknown[]): ExpressionRuntime {
  return text('concat', ...several('Concat()', of, 2))
}
/** From character `position` (from 1) on, at most `length` characters. */
export function Substr(of: unknown, position: unknown, length?: unknown): ExpressionRuntime {
  const from = counting('Substr(), as position,', position, 1)
  return length === undefined
    ? text('substr', of, from)
    : text('substr', of, from, counting('Substr(), as length,', length, 0))
}
/** The first `length` characters. */
export function Left(of: unknown, length: unknown): ExpressionRuntime {
  return text('left', of, counting('Left(), as length,', length, 1))
}
/** The last `length` characters. */
export function Right(of: unknown, length: unknown): ExpressionRuntime {
  return text('right', of, counting('Right(), as length,', length, 1))
}
/** A text several times. */
export function Repeat(of: unknown, times: unknown): ExpressionRuntime {
  return text('repeat', of, counting('Repeat(), as number,', times, 0))
}
/** A text of just `length` characters: filled at its beginning, or cut. */
export function LPad(of: unknown, length: unknown, fill: unknown = new ValueExpression(' ')): ExpressionRuntime {
  return text('leftPad', of, counting('LPad(), as length,', length, 0), fill)
}
/** A text of just `length` characters: filled at its end, or cut. */
export function RPad(of: unknown, length: unknown, fill: unknown = new ValueExpression(' ')): ExpressionRuntime {
  return text('rightPad', of, counting('RPad(), as length,', length, 0), fill)
}
/** A text with each `search` in it replaced. */
export function Replace(of: unknown, search: unknown, by: unknown = new ValueExpression('')): ExpressionRuntime {
  return text('replace', of, search, by)
}
/** The characters of a text from the last to the first. */
export function Reverse(of: unknown): ExpressionRuntime {
  return text('reverse', of)
}
/** Where a text begins in another, from 1; 0 where it does not stand there. */
export function StrIndex(of: unknown, search: unknown): ExpressionRuntime {
  return call('strIndex', [of, search], integerField)
}
/** The character of a code point. */
export function Chr(of: unknown): ExpressionRuntime {
  return text('chr', of)
}
/** The code point of a text's first character. */
export function Ord(of: unknown): ExpressionRuntime {
  return call('ord', [of], integerField)
}

const hash = (algorithm: string) => (of: unknown) => call('hash', [of], textField, { algorithm })
/** A digest of a text in UTF-8, in hexadecimal digits. Not for passwords. */
export const MD5: (of: unknown) => ExpressionRuntime = hash('md5')
/** The same. PostgreSQL needs its extension `pgcrypto` for it. */
export const SHA1: (of: unknown) => ExpressionRuntime = hash('sha1')
export const SHA224: (of: unknown) => ExpressionRuntime = hash('sha224')
export const SHA256: (of: unknown) => ExpressionRuntime = hash('sha256')
export const SHA384: (of: unknown) => ExpressionRuntime = hash('sha384')
export const SHA512: (of: unknown) => ExpressionRuntime = hash('sha512')

/** A text that is compared and ordered by a collation of the database: `Collate('name', 'nocase')`. */
export function Collate(of: unknown, collation: unknown): ExpressionRuntime {
  if (typeof collation === 'string' && /^[\w-]+$/.test(collation))
    return call('collate', [of], textField, { collation })
  throw ormErrors.BAD_ARGUMENT({
    where: 'Collate()',
    needs: "a collation's name, of letters, digits, `_` and `-`",
    given: typeof collation === 'string' ? 'another text' : kindOf(collation),
  })
}
