import { type Library, library } from '../library.ts'
import { ifchanged, ifTag } from './conditions.ts'
import { csrfToken } from './csrf.ts'
import { flush } from './flush.ts'
import { include } from './include.ts'
import { block, extendsTag } from './inheritance.ts'
import { load } from './load.ts'
import { cycle, forTag, resetcycle } from './loops.ts'
import { partial, partialdef } from './partials.ts'
import { querystring } from './querystring.ts'
import { autoescape, comment, debug, filterTag, lorem, spaceless, templatetag, verbatim } from './texts.ts'
import { firstof, nowTag, regroup, widthratio, withTag } from './variables.ts'

/** The tags that every template has. */
export const defaultTags: Library = library({
  tags: {
    autoescape,
    block,
    comment,
    csrf_token: csrfToken(),
    cycle,
    debug,
    extends: extendsTag,
    filter: filterTag,
    firstof,
    flush,
    for: forTag,
    if: ifTag,
    ifchanged,
    include,
    load,
    lorem,
    now: nowTag,
    partial,
    partialdef,
    querystring,
    regroup,
    resetcycle,
    spaceless,
    templatetag,
    verbatim,
    widthratio,
    with: withTag,
  },
})
