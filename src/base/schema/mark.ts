/**
 * A text as it is, marked for translation: for texts in tables and errors that whoever shows them translates. `makemessages` finds it
 * by the function's name. Django's `gettext_noop`.
 */
export function gettextNoop<const T extends string>(message: T): T {
  return message
}

/** The same for a text with a plural, of which the count is known later. */
export function ngettextNoop<const S extends string, const P extends string>(
  one: S,
  many: P,
): { readonly one: S; readonly many: P } {
  return { one, many }
}
