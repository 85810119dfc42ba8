import { actionFlags, LogEntry, RecordChange, SavedView } from 'nuages/admin'
import { contentTypeOf, User } from 'nuages/auth'
import { demoLogin } from './load-demo.ts'
import { Article, Comment } from './models.ts'

/** The lists that the desk opens every morning. */
const views = [
  { model: Article, name: 'In review', query: 'status=review', pinned: true },
  { model: Article, name: 'Embargoed', query: 'embargoed=yes&o=embargo', pinned: true },
  { model: Article, name: 'Drafts', query: 'status=draft&o=-updated', pinned: false },
  { model: Comment, name: 'To look at', query: 'approved=__none', pinned: true },
]

/** What was changed of the newest stories before anybody looked at this demo: a headline each, and what it was. */
const headlinesBefore = ['Skerrow ferry to stay, say islanders', 'Evenmouth draw in fog', 'Weir Street bridge hums']

function daysFromNow(days: number): string {
  return new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString().slice(0, 10)
}

/** Gives the demo's desk its saved views and a little history. Does nothing where there are views already. */
export async function setUpDesk(): Promise<void> {
  const owner = await User.filter({ username: demoLogin.username }).first()
  if (owner === null || (await SavedView.exists())) return
  for (const { model, ...view } of views)
    await SavedView.create({ ...view, contentType: await contentTypeOf(model), owner, shared: true })
  const held = await Article.filter({ status: 'review' }).orderBy('-id').slice(0, 3)
  for (const [index, article] of held.entries()) {
    article.embargo = daysFromNow(index + 2)
    await article.save()
  }
  const contentType = await contentTypeOf(Article)
  const newest = await Article.live().orderBy('-publishedAt').slice(0, headlinesBefore.length)
  for (const [index, article] of [...newest.entries()].reverse()) {
    const time = new Date(Date.now() - (index + 1) * 3 * 60 * 60 * 1000)
    const what = { contentType, objectId: String(article.id), objectRepr: article.headline, user: owner }
    const changes = { headline: [headlinesBefore[index], article.headline] }
    await RecordChange.create({ ...what, time, action: 'changed', changes, userName: owner.username, via: 'form' })
    const changeMessage = JSON.stringify([{ changed: { fields: ['Headline'] } }])
    await LogEntry.create({ ...what, actionTime: time, actionFlag: actionFlags.changed, changeMessage })
  }
}
