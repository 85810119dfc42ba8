/** The domain of an address in lower case: 'Ada@Example.ORG' and 'Ada@example.org' are one mailbox. */
export function normalizeEmail(email: string): string {
  const at = email.lastIndexOf('@')
  return at < 0 ? email : email.slice(0, at) + email.slice(at).toLowerCase()
}

/** A user name as it is kept: in Unicode's normal form NFKC, so that one that looks the same is the same. Semantics: Django's `normalize_username`. */
export function normalizeUsername(username: string): string {
  return username.normalize('NFKC')
}
