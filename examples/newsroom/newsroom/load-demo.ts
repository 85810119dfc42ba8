import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createSuperuser } from 'nuages/auth'
import { storage } from 'nuages/files'
import { loadData } from 'nuages/fixtures'
import { FlatPage } from 'nuages/flatpages'
import { SearchEntry } from 'nuages/search'
import { Article } from './models.ts'
import { siteSearch } from './search.ts'

/** How far the loading is: bytes read, of how many. */
export type Progress = (done: number, total: number) => void

/** Who may log in to the demo's admin. Development only: the password is no secret. */
export const demoLogin = { username: 'demo', password: 'lantern-1871' }

/**
 * Loads the demo's fixtures into an empty newsroom, all or nothing: a Django newsroom of 600 articles, the Lantern's 40
 * readable ones; then makes the demo's login. Resolves to the number of rows written; 0 where there were articles already. What a
 * newsroom of an older version lacks (pictures, pages, the index of the search) is added at the next start.
 */
export async function loadDemo(progress: Progress = () => {}): Promise<number> {
  await storePictures()
  let rows = 0
  if (!(await Article.exists())) {
    const { installed } = await loadData({
      fixtures: ['archive', 'lantern'],
      app: 'newsroom',
      onProgress: ({ bytes, total }) => progress(bytes, total ?? bytes),
    })
    await createSuperuser({ ...demoLogin, email: 'demo@example.org' })
    rows = installed + 1
  }
  if (!(await FlatPage.exists())) rows += (await loadData({ fixtures: ['site'], app: 'newsroom' })).installed
  // Fixtures are written in bulk, which no search follows.
  if (!(await SearchEntry.exists())) await siteSearch.rebuild()
  return rows
}

/** Puts the drawings of the articles where uploads go, under the names that the rows have. */
async function storePictures(): Promise<void> {
  const folder = join(import.meta.dirname, 'fixtures/pictures')
  for (const file of await readdir(folder)) {
    const name = `newsroom/pictures/${file}`
    if (await storage().exists(name)) continue
    await storage().save(name, await readFile(join(folder, file)), { type: 'image/svg+xml' })
  }
}
