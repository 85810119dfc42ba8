import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkRoutes } from '../../../../src/tools/project/checks/routes.ts'
import { include, mount, path, rePath } from '../../../../src/web/http/index.ts'

const view = () => new Response('')

test('routes that cannot mean what they say', () => {
  const leaf = [path('', view, { name: 'leaf' })]
  const found = checkRoutes([
    path('/first/', view),
    rePath(/^\/second\/$/, view),
    path('colon/', view, { name: 'a:b' }),
    path('books/:id/', view),
    rePath(/^third\/$/, include(leaf)),
    path('one/', include(leaf, { namespace: 'shop' })),
    path('two/', include([path('/inner/', view)], { namespace: 'shop' })),
    path('deep/', include([path('x/', include(leaf, { namespace: 'shop' }))], { namespace: 'outer' })),
  ])
  assert.deepEqual(
    found.map(({ id, where, message }) => `${id} ${where} ${message}`),
    [
      "urls.W002 urls: '/first/' The route '/first/' begins with a slash",
      "urls.W002 urls: '^/second/$' The route '^/second/$' begins with a slash",
      "urls.W003 urls: 'colon/' The name 'a:b' has a colon",
      "urls.W006 urls: 'books/:id/' The route 'books/:id/' has the text ':id', which is no parameter",
      "urls.W001 urls: '^third/$' The prefix '^third/$' ends with a '$'",
      "urls.W005 urls: 'two/' The namespace 'shop' is there twice: links lead to the first one",
      "urls.W002 urls: 'two//inner/' The route '/inner/' begins with a slash",
    ],
  )
})

test('routes that may', () => {
  assert.deepEqual(
    checkRoutes([
      path('', view),
      path('files', include([path('', view), path('/<path:rest>', view)])),
      rePath(/^price\/\$/, include([path('', view)])),
      mount('/legacy/', view),
      path('one/', include([], { namespace: 'one', appName: 'app' })),
      path('two/', include([], { namespace: 'two', appName: 'app' })),
    ]),
    [],
  )
})
