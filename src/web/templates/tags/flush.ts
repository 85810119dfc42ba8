import type { Generator } from '../generator.ts'
import type { TagCompiler } from '../library.ts'
import type { Node } from '../node.ts'

class FlushNode implements Node {
  readonly position: number

  constructor(position: number) {
    this.position = position
  }

  emit(to: Generator): void {
    if (!to.variant.streaming) return
    to.at(this.position)
    to.line('if (f.r.out.held === 0) await f.r.out.drain();')
  }

  outline(): void {}
}

/**
 * `{% flush %}`: sends on what was written so far, where the rendering is streamed; nothing where it is not, or where the text
 * around it goes through a filter or into a variable first.
 */
export const flush: TagCompiler = (parser, tag) => {
  if (parser.words(tag).length > 0) parser.fail('{% flush %} takes nothing', tag.position)
  return new FlushNode(tag.position)
}
