import { stripVTControlCharacters } from 'node:util'
import { escapeHtml } from '../../../base/text/index.ts'

/** The answer to every request while the project's code does not start: the error, and a page that tries again by itself. */
export function failureResponse(output: string): string {
  const text = stripVTControlCharacters(output).trim().slice(-8000)
  const body = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="2"><title>The project does not start</title>
<style>:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;margin:0 auto;max-width:60rem;padding:2rem 1.25rem}
pre{white-space:pre-wrap;overflow-wrap:anywhere;padding:1rem;border:1px solid color-mix(in srgb,currentColor 25%,transparent);border-radius:6px}</style></head>
<body><h1>The project does not start</h1><p>This is what the process said last. Save a file and it is tried again; this page follows.</p>
<pre>${escapeHtml(text)}</pre></body></html>`
  const bytes = Buffer.byteLength(body)
  return `HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: ${bytes}\r\nCache-Control: no-store\r\nRetry-After: 2\r\nConnection: close\r\n\r\n${body}`
}
