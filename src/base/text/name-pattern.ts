/** A pattern of names or paths with `*` (any characters, also '/') and `?` (one). A '/' or '/*' at its end is left out: it means the folder. */
export function namePattern(pattern: string): RegExp {
  const trimmed = pattern.replace(/^\.\//, '').replace(/\/\*?$/, '')
  const source = trimmed
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, 's')
}
