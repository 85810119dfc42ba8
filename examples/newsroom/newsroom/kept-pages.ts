import { cache } from 'nuages/cache'
import { FlatPage } from 'nuages/flatpages'
import type { View } from 'nuages/http'
import { on } from 'nuages/orm'
import { cachePage } from 'nuages/page-cache'
import { Article, Reporter, Section } from './models.ts'

/** What a kept page shows of the database: any change there makes a new one. */
const tag = 'paper'

/** A page that looks the same to everybody who is not logged in is made once in ten minutes, or when somebody saved something. */
export function kept<P>(view: View<P>): View<P> {
  return cachePage(view, { timeout: 600, tags: [tag] })
}

const forget = async (): Promise<void> => {
  await cache().invalidateTags(tag)
}

/** After the commit: a page that is made a moment earlier would show what was there before. */
export const forgetPages = [
  on(Article, 'afterCommit', forget),
  on(Section, 'afterCommit', forget),
  on(Reporter, 'afterCommit', forget),
  on(FlatPage, 'afterCommit', forget),
]
