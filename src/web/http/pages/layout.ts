import { createHash } from 'node:crypto'
import { escapeHtml } from '../../../base/text/index.ts'
import { LightResponse } from '../response.ts'

const style = `
:root{color-scheme:light dark;--canvas:light-dark(oklch(.969 .0045 255),oklch(.178 .012 262));--surface:light-dark(oklch(1 0 0),oklch(.208 .013 262));--sunken:light-dark(oklch(.974 .004 255),oklch(.19 .012 262));--line:light-dark(oklch(.915 .006 255),oklch(.295 .014 262));--ink:light-dark(oklch(.235 .022 262),oklch(.945 .005 258));--ink2:light-dark(oklch(.415 .02 260),oklch(.8 .01 258));--ink3:light-dark(oklch(.515 .018 258),oklch(.68 .014 258));--accent:light-dark(oklch(.435 .13 263),oklch(.78 .09 263));--bad:light-dark(oklch(.495 .165 26),oklch(.77 .115 24));--bad-soft:light-dark(oklch(.963 .016 24),oklch(.285 .045 24));--good-soft:light-dark(oklch(.957 .024 158),oklch(.275 .035 158));--mono:ui-monospace,"SF Mono","Cascadia Mono","Roboto Mono","Noto Sans Mono","Liberation Mono",monospace}
*{box-sizing:border-box;margin:0}
body{font:400 .9375rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif;color:var(--ink);background:var(--canvas);overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.25;font-weight:600;text-wrap:balance}
h2{font-size:1rem;font-weight:600;margin-block-end:.75rem}
code,pre,.mono{font-family:var(--mono);font-size:.8125rem}
a{color:var(--accent)}
.plain{min-block-size:100svh;display:grid;align-content:center;justify-items:start;gap:.75rem;max-inline-size:36rem;margin-inline:auto;padding:2rem 1.5rem}
.plain p{color:var(--ink2)}
.plain .status{font:600 .875rem/1 var(--mono);color:var(--accent);letter-spacing:.08em}
.plain ul{padding-inline-start:1.25rem;color:var(--ink2)}
.bar{background:var(--surface);border-block-end:1px solid var(--line)}
.bar>div,main.wide{max-inline-size:72rem;margin-inline:auto;padding:1.5rem clamp(1rem,4vw,2rem)}
.bar p{margin-block-start:.625rem}
.eyebrow{font:500 .8125rem/1.4 var(--mono);color:var(--ink3);margin-block-end:.5rem}
.eyebrow b{color:var(--bad);font-weight:600}
.hint{border-inline-start:3px solid var(--accent);padding:.125rem 0 .125rem .75rem;color:var(--ink2)}
main.wide{display:grid;gap:1.25rem;grid-template-columns:minmax(0,1fr)}
section{background:var(--surface);border:1px solid var(--line);border-radius:10px;padding:1.125rem 1.25rem;min-inline-size:0}
details+details{margin-block-start:.5rem}
summary{cursor:pointer;padding:.25rem 0;color:var(--ink2)}
summary:focus-visible,a:focus-visible,pre:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:4px}
summary .mono{color:var(--ink3)}
.dim summary{color:var(--ink3)}
pre{overflow-x:auto;background:var(--sunken);border:1px solid var(--line);border-radius:6px;padding:.625rem 0;line-height:1.6;tab-size:2}
pre span{display:block;padding-inline:.875rem;white-space:pre;inline-size:fit-content;min-inline-size:100%}
pre i{display:inline-block;inline-size:3.25em;color:var(--ink3);font-style:normal;user-select:none}
pre .hit{background:var(--bad-soft)}
pre.wrap{padding:.625rem .875rem;white-space:pre-wrap}
table{inline-size:100%;border-collapse:collapse;font-size:.8125rem}
th,td{text-align:start;vertical-align:top;padding:.375rem .75rem .375rem 0;border-block-end:1px solid var(--line)}
tr:last-child>*{border-block-end:0}
th{font-weight:500;color:var(--ink3);inline-size:11rem;font-family:var(--mono)}
td{font-family:var(--mono)}
.num{text-align:end;white-space:nowrap;inline-size:1%}
.scroll{overflow-x:auto}
.note{color:var(--ink3);font-size:.8125rem}
@media (max-width:40rem){th{inline-size:auto;display:block;border-block-end:0;padding-block-end:0}td{display:block}td:not(:last-child){border-block-end:0;padding-block-end:0}td.num{text-align:start;inline-size:auto}section{padding:1rem}}
`

const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** The language that a page is written in. */
interface PageLanguage {
  readonly code: string
  readonly rightToLeft: boolean
}

const english: PageLanguage = { code: 'en', rightToLeft: false }

/**
 * A page that needs nothing but itself: no script, one style sheet that its own Content-Security-Policy names by hash.
 * `title` is plain text that the caller knows; `body` is HTML.
 */
export function page(
  status: number,
  title: string,
  body: string,
  { code, rightToLeft }: PageLanguage = english,
): LightResponse {
  const document = `<!doctype html>
<html lang="${escapeHtml(code)}" dir="${rightToLeft ? 'rtl' : 'ltr'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`
  const response = new LightResponse(document, { status })
  response.headers.put('content-type', 'text/html; charset=utf-8')
  response.headers.put('content-security-policy', policy)
  response.headers.put('cache-control', 'no-store')
  return response
}
