import { createSuperuser } from 'nuages/auth'
import { loadData } from 'nuages/fixtures'
import { Article } from './models.ts'

/** How far the loading is: bytes read, of how many. */
export type Progress = (done: number, total: number) => void

/** Who may log in to the demo's admin. Development only: the password is no secret. */
export const demoLogin = { username: 'demo', password: 'lantern-1871' }

/**
 * Loads the demo's fixtures into an empty newsroom, all or nothing: a Django newsroom of 600 articles, the Lantern's 40
 * readable ones; then makes the demo's login. Resolves to the number of rows written; 0 where there were articles already.
 */
export async function loadDemo(progress: Progress = () => {}): Promise<number> {
  if (await Article.exists()) return 0
  const { installed } = await loadData({
    fixtures: ['archive', 'lantern'],
    app: 'newsroom',
    onProgress: ({ bytes, total }) => progress(bytes, total ?? bytes),
  })
  await createSuperuser({ ...demoLogin, email: 'demo@example.org' })
  return installed + 1
}
