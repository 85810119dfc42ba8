import { didYouMean } from '../../../base/errors/index.ts'
import type { Library, TagCompiler } from '../library.ts'
import { TextNode } from '../node.ts'
import type { Parser, Tag } from '../parser.ts'

function find(parser: Parser, name: string, tag: Tag): Library {
  const found = parser.libraries.named.get(name)
  if (found !== undefined) return found
  parser.fail(`There is no library '${name}'${didYouMean(name, parser.libraries.named.keys())}`, tag.position, {
    kind: 'library',
    name,
  })
}

/** `{% load a b %}` and `{% load tag from a %}`. */
export const load: TagCompiler = (parser: Parser, tag: Tag) => {
  const words = parser.words(tag)
  if (words.length >= 3 && words.at(-2) === 'from') {
    const from = words.at(-1)!
    const found = find(parser, from, tag)
    for (const name of words.slice(0, -2)) {
      const aTag = found.tags.get(name)
      const aFilter = found.filters.get(name)
      if (aTag === undefined && aFilter === undefined) {
        const known = [...found.tags.keys(), ...found.filters.keys()]
        parser.fail(`The library '${from}' has no tag or filter '${name}'${didYouMean(name, known)}`, tag.position, {
          kind: 'library',
          name,
        })
      }
      if (aTag !== undefined) parser.tags.set(name, aTag)
      if (aFilter !== undefined) parser.filters.set(name, aFilter)
    }
  } else {
    for (const name of words) {
      const found = find(parser, name, tag)
      for (const [key, each] of found.tags) parser.tags.set(key, each)
      for (const [key, each] of found.filters) parser.filters.set(key, each)
    }
  }
  return new TextNode('', tag.position)
}
