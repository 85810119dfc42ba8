import type { ActionContext, ActionDeclaration, ActionResult } from 'nuages/admin'
import { Form, input } from 'nuages/forms'
import type { QuerySet, Row } from 'nuages/orm'
import type { Article } from './models.ts'

type Articles = QuerySet<Article>
type Left = { row: object; reason: string }[]

/** Saves those of the articles that `change` changed, one by one: so that each has its history. */
async function each(
  rows: Articles,
  did: string,
  change: (article: Row<Article>) => string | null,
): Promise<ActionResult> {
  const left: Left = []
  let done = 0
  for (const article of await rows) {
    const reason = change(article)
    if (reason !== null) left.push({ row: article, reason })
    else {
      await article.save()
      done += 1
    }
  }
  return { done, left, text: `${done} ${done === 1 ? 'article' : 'articles'} ${did}.` }
}

function publish(article: Row<Article>): string | null {
  if (article.status === 'live') return 'it is live already'
  const today = new Date().toISOString().slice(0, 10)
  if (article.embargo !== null && article.embargo > today) return `nothing is to appear before ${article.embargo}`
  article.status = 'live'
  article.publishedAt ??= new Date()
  return null
}

/** Why stories leave the site: the office is asked, later. */
class TakeDownForm extends Form {
  reason = input.char({ label: 'Why', maxLength: 200, help: 'Kept with the article, for whoever asks.' })
}

function takeDown({ rows, values }: ActionContext<Articles>): Promise<ActionResult> {
  return each(rows, 'taken down', (article) => {
    if (article.status !== 'live') return 'it is not live'
    article.status = 'gone'
    article.meta = { ...article.meta, takenDown: String(values['reason']) }
    return null
  })
}

/** What the desk does to articles, beside deleting them. */
export const articleActions: readonly ActionDeclaration<Articles>[] = [
  {
    name: 'publish',
    label: 'Publish',
    icon: 'pen',
    confirm: 'Publish %(count)s %(name)s now?',
    onRow: true,
    run: ({ rows }) => each(rows, 'published', publish),
  },
  { name: 'take_down', label: 'Take down', bad: true, onRow: true, form: TakeDownForm, run: takeDown },
]
