/** The 300 routes of the comparison: 299 that are never asked for, spread over 30 areas, and the one that is. */
export const areas = 30
export const perArea = 10

export function* otherPaths(): Generator<{ area: string; leaf: string }> {
  for (let a = 0; a < areas; a++) {
    for (let i = 0; i < perArea; i++) if (a + i > 0) yield { area: `area${a}`, leaf: `leaf${i}` }
  }
}

export const endpoints = ['/plaintext/', '/json/', '/books/42/'] as const
