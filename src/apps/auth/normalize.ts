/**
 * The domain of an address in lower case, and no white space around it: 'Ada@Example.ORG' and ' Ada@example.org' are one mailbox. What has no
 * '@' stays as it is. Semantics: Django's `normalize_email`.
 */
export function normalizeEmail(email: string): string {
  if (!email.includes('@')) return email
  const address = email.trim()
  const at = address.lastIndexOf('@')
  return address.slice(0, at) + address.slice(at).toLowerCase()
}

/** A user name as it is kept: in Unicode's normal form NFKC, so that one that looks the same is the same. Semantics: Django's `normalize_username`. */
export function normalizeUsername(username: string): string {
  return username.normalize('NFKC')
}

/** Can a user have this as a name or address at all? What is longer, half a character or holds a null one is not looked for: databases refuse it. */
export function mayBeName(username: string): boolean {
  return username !== '' && username.length <= 254 && username.isWellFormed() && !username.includes('\0')
}
