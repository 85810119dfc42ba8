import { type Library, library, simpleTag, type TagCompiler } from '../../web/templates/index.ts'
import { flatPages } from './views.ts'

interface Named {
  readonly user?: unknown
}

const tag = simpleTag(async (...values: unknown[]) => {
  const last = values.at(-1)
  const named = typeof last === 'object' && last !== null && Object.hasOwn(last, 'user') ? (last as Named) : {}
  const [startsWith] = values
  const user = named.user as { readonly isAuthenticated?: boolean } | undefined
  return flatPages({
    ...(typeof startsWith === 'string' && { startsWith }),
    registered: user?.isAuthenticated === true,
  })
})

/** `for user` is Django's way to say what `user=user` says. */
const getFlatPages: TagCompiler = (parser, found) =>
  tag(parser, { ...found, content: found.content.replace(/\sfor\s+(?=\S)/u, ' user=') })

/**
 * `{% load flatpages %}{% get_flatpages '/about/' for user as pages %}`: the flat pages below an address, with those for registered people where that user is one. Both parts may be left out. Semantics: Django's
 * `get_flatpages`.
 */
export const flatPagesLibrary: Library = library({ tags: { get_flatpages: getFlatPages } })
