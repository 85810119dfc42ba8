import { markSafe, type SafeString } from '../../base/text/index.ts'
import type { FormRenderer } from './renderer.ts'
import type { WidgetContext } from './widgets/widget.ts'

/** A widget's HTML: of one with several controls each control is drawn first, as `html` of its part. */
export function drawWidget(renderer: FormRenderer, widget: WidgetContext, field?: unknown): SafeString {
  const parts = widget.parts?.map((part) => ({ ...part, html: drawWidget(renderer, part.widget, field) }))
  const context = { widget: parts === undefined ? widget : { ...widget, parts }, field }
  return markSafe(renderer.render(widget.template, context))
}
