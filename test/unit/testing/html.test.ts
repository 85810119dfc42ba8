import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type DefaultTreeAdapterTypes, defaultTreeAdapter, parseFragment } from 'parse5'
import { type HtmlElement, parseHtml } from '../../../src/tools/testing/html/tree.ts'

type Plain = string | readonly [name: string, attributes: Readonly<Record<string, string>>, children: readonly Plain[]]

const ours = (element: HtmlElement): Plain[] =>
  element.children.map((child) =>
    typeof child === 'string' ? child : [child.name, Object.fromEntries(child.attributes), ours(child)],
  )

function theirs(parent: DefaultTreeAdapterTypes.ParentNode): Plain[] {
  return parent.childNodes.flatMap((node): Plain[] => {
    if (defaultTreeAdapter.isTextNode(node)) return [node.value]
    if (!defaultTreeAdapter.isElementNode(node)) return []
    const attributes = Object.fromEntries(node.attrs.map(({ name, value }) => [name, value]))
    return [[node.tagName, attributes, theirs(node)]]
  })
}

/** Neighbouring texts as one: a comment between two leaves them apart in one tree only. */
function joined(nodes: readonly Plain[]): Plain[] {
  const result: Plain[] = []
  for (const node of nodes) {
    const last = result.at(-1)
    if (typeof node === 'string' && typeof last === 'string') result[result.length - 1] = last + node
    else result.push(typeof node === 'string' ? node : [node[0], node[1], joined(node[2])])
  }
  return result
}

const same = (source: string) =>
  assert.deepEqual(joined(ours(parseHtml(source))), joined(theirs(parseFragment(source))), source)

test('pages are read as by an HTML parser', () => {
  for (const source of [
    '<p>a<p>b<br>c</p>d',
    '<ul><li>1<li>2<ul><li>3</ul><li>4</ul>',
    '<select name=a><option value=1 selected>x<option>y<optgroup label=z><option>w</select>',
    '<dl><dt>a<dd>b<dt>c</dl>',
    '<table><thead><tr><th>a<th>b</thead><tbody><tr><td>1<td>2<tr><td>3</tbody></table>',
    '<textarea>\n\n<b>&amp;</textarea><pre>\n x</pre>',
    '<script>if (a < b && c) "</p>"</script><style>a > b {}</style>',
    '<!-- a > b --><!doctype html>x<!-- never ended',
    `<a HREF='x&amp;y' class=b title="&lt;&#65;&#x42;&nope;" checked checked=2>t</a>`,
    '<input value="a>b"/><img src=x/>&euro;&mdash; 1 < 2 &amp; &',
    '<form id=a><form id=b><input></form><input>',
    '<div><span></div>after</span>',
    '<a href=',
    '< p>',
  ])
    same(source)
})

test('any nesting of blocks, with any text and attributes, is read alike', () => {
  const { tree } = fc.letrec<{ tree: string }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      fc.string().map((text) => text.replace(/[<&\0\r]/g, ' ')),
      fc
        .tuple(
          fc.constantFrom('div', 'section', 'fieldset', 'label', 'ul'),
          fc.string().map((value) => value.replace(/[&\0\r"]/g, ' ')),
          fc.array(tie('tree'), { maxLength: 4 }),
        )
        .map(([name, value, children]) => `<${name} title="${value}">${children.join('<br>')}</${name}>`),
    ),
  }))
  fc.assert(fc.property(tree, same))
})

test('no text whatever throws', () => {
  const part = fc.constantFrom(
    '<',
    '>',
    '</',
    'p',
    'form',
    'option',
    ' a=',
    '"',
    "'",
    '<!--',
    '-->',
    '&',
    '&#',
    ';',
    '/',
    'x',
  )
  fc.assert(fc.property(fc.array(part, { maxLength: 40 }), (parts) => void parseHtml(parts.join(''))))
})
