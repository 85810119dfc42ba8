import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { html, insertMarkup, json, type PlaceInPage, stream, takesMarkup } from '../../../../src/web/http/index.ts'

const put = (response: Response, place: PlaceInPage) => insertMarkup(response, () => '<b>!</b>', place).text()
const page = '<!doctype html><html><head><title>x</title></head><BODY class="a">\n<p>y</p></body></html>'

test('markup stands behind the tag of the body, or before its end', async () => {
  assert.equal(await put(html(page), 'start'), page.replace('"a">', '"a"><b>!</b>'))
  assert.equal(await put(html(page), 'end'), page.replace('</body>', '<b>!</b></body>'))
})

test('a page without a body tag gets it at its end; a part of a page nowhere', async () => {
  const bare = '<!doctype html><title>x</title><p>y'
  for (const place of ['start', 'end'] as const) {
    assert.equal(await put(html(bare), place), `${bare}<b>!</b>`)
    assert.equal(await put(html('<p>part</p>'), place), '<p>part</p>')
    assert.equal(await put(html(''), place), '')
  }
})

test('however a page comes in pieces, nothing of it is lost and the markup is there once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat({ max: page.length }), { maxLength: 8 }),
      fc.constantFrom<PlaceInPage>('start', 'end'),
      async (cuts, place) => {
        const at = [0, ...cuts.toSorted((a, b) => a - b), page.length]
        const pieces = at.slice(1).map((end, i) => page.slice(at[i]!, end))
        const sent = stream(inTurn(pieces), { headers: { 'content-type': 'text/html' } })
        assert.equal(await put(sent, place), await put(html(page), place))
      },
    ),
    { numRuns: 100 },
  )
})

async function* inTurn(pieces: readonly string[]): AsyncGenerator<string> {
  yield* pieces
}

test('length and ETag go, the rest of the answer stays', async () => {
  const given = html(page, { status: 404, headers: { etag: '"1"', 'content-length': '5', 'x-kept': 'yes' } })
  const { status, headers } = insertMarkup(given, () => '', 'start')
  assert.deepEqual(
    [status, headers.get('etag'), headers.get('content-length'), headers.get('x-kept')],
    [404, null, null, 'yes'],
  )
})

test('what is no page a browser shows takes nothing', () => {
  assert.equal(takesMarkup(html(page)), true)
  assert.equal(takesMarkup(json({})), false)
  assert.equal(takesMarkup(html('', { status: 304 })), false)
  assert.equal(takesMarkup(html(page, { headers: { 'content-encoding': 'br' } })), false)
  assert.equal(takesMarkup(html(page, { headers: { 'content-disposition': 'attachment' } })), false)
})
