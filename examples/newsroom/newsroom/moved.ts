import { reverse } from 'nuages/http'
import { on } from 'nuages/orm'
import { Redirect } from 'nuages/redirects'
import { Article, Section } from './models.ts'

/**
 * A story whose address changes leaves a redirect behind, so that links to it go on working. Earlier redirects to the old address are
 * led to the new one: nobody is sent round twice.
 */
export const keepAddresses = on(Article, 'beforeSave', async (article, { adding }) => {
  if (adding) return
  const before = await Article.filter({ id: article.id }).selectRelated('section').first()
  if (before === null || before.status !== 'live') return
  const section =
    before.section.pk === article.section.pk ? before.section : await Section.get({ pk: article.section.pk })
  const from = reverse('article', { section: before.section.slug, slug: before.slug })
  const to = reverse('article', { section: section.slug, slug: article.slug })
  if (from === to) return
  // Row by row: what is changed in bulk is not heard by the cache of redirects.
  for (const back of await Redirect.filter({ oldPath: to })) await back.delete()
  for (const earlier of await Redirect.filter({ newPath: from })) {
    earlier.newPath = to
    await earlier.save()
  }
  await Redirect.create({ oldPath: from, newPath: to })
})
