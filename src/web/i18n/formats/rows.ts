/** The lines of a table as `codes: rest`, by each code. */
export function rowsByCode(table: string): ReadonlyMap<string, string> {
  const rows = new Map<string, string>()
  for (const line of table.split('\n')) {
    const colon = line.indexOf(':')
    if (colon === -1) continue
    const rest = line.slice(colon + 2)
    for (const code of line.slice(0, colon).split(' ')) rows.set(code, rest)
  }
  return rows
}

/** The value of the longest code that the function knows: of 'de-ch', 'de'. */
export function ofNearest<T>(code: string, find: (code: string) => T | undefined): T | undefined {
  for (let at = code; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('-')))) {
    const found = find(at)
    if (found !== undefined) return found
  }
  return undefined
}
