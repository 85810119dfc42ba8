import { type Library, library } from '../library.ts'
import { ifchanged, ifTag } from './conditions.ts'
import { csrfToken } from './csrf.ts'
import { include } from './include.ts'
import { block, extendsTag } from './inheritance.ts'
import { load } from './load.ts'
import { cycle, forTag, resetcycle } from './loops.ts'
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
    for: forTag,
    if: ifTag,
    ifchanged,
    include,
    load,
    lorem,
    now: nowTag,
    regroup,
    resetcycle,
    spaceless,
    templatetag,
    verbatim,
    widthratio,
    with: withTag,
  },
})
